import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SshAddress } from '../address/address.ts'
import { openSession, type SshSession } from './session.ts'

/** A way to the Engine of another machine, through one `ssh` for all who talk to it. */
export interface Tunnel {
  /** The socket of this machine that leads there. */
  readonly socket: string
  /**
   * Opens it, unless it is open; the socket stays the same.
   *
   * @throws FlowError `LAUNCH_DOCKER_SSH`
   */
  open(): Promise<void>
  /** What `ssh` said last. */
  lastWords(): readonly string[]
  close(): Promise<void>
}

/** Makes a tunnel, which is closed at first. */
export function makeTunnel(address: SshAddress): Tunnel {
  const folder = join(tmpdir(), `peaflow-ssh-${process.pid}-${randomBytes(4).toString('hex')}`)
  const socket = join(folder, 'engine.sock')
  let opening: Promise<SshSession> | undefined
  // Settles when nothing is left of the session before: two would make, and clear away, the same folder.
  let cleared: Promise<unknown> = Promise.resolve()
  let lastWords: SshSession['lastWords'] = () => []

  const begin = () => {
    const session = cleared.then(() => openSession(address, { folder, socket }))
    cleared = session.then(({ ended }) => ended).catch(() => {}) // one that did not open has left nothing
    return session
  }

  return {
    socket,
    open: async () => {
      opening ??= begin()
      const own = opening
      const forget = () => {
        if (opening === own) opening = undefined
      }
      try {
        const session = await own
        lastWords = session.lastWords
        void session.ended.then(forget)
      } catch (error) {
        forget()
        throw error
      }
    },
    lastWords: () => lastWords(),
    close: async () => {
      const closing = opening
      // Whoever opens it from now on gets another.
      opening = undefined
      await closing?.then((session) => session.end()).catch(() => {}) // it was never open
    },
  }
}

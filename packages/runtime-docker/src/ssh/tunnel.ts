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
  let last: SshSession | undefined
  const begin = async () => {
    // Both would make, and clear away, the same folder.
    await last?.ended
    last = await openSession(address, { folder, socket })
    return last
  }
  return {
    socket,
    open: async () => {
      opening ??= begin()
      const own = opening
      const forget = () => {
        if (opening === own) opening = undefined
      }
      const { ended } = await own.catch((error) => {
        forget()
        throw error
      })
      void ended.then(forget)
    },
    lastWords: () => last?.lastWords() ?? [],
    close: async () => {
      const session = await opening?.catch(() => undefined)
      opening = undefined
      await session?.end()
    },
  }
}

import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SshAddress } from '../address/address.ts'
import { type SshProcess, startSsh } from './ssh-process.ts'

/** A tunnel to the Engine of another machine, through one `ssh` that all its users share. */
export interface Tunnel {
  /** The path of the socket of this machine that leads to the Engine. It stays the same when the tunnel is reopened. */
  readonly socket: string
  /**
   * Opens the tunnel, unless it is open.
   *
   * @throws FlowError `LAUNCH_DOCKER_SSH`
   */
  open(): Promise<void>
  /** The last lines that `ssh` wrote to stderr. */
  lastLines(): readonly string[]
  close(): Promise<void>
}

/** Makes a tunnel, which is closed at first. */
export function makeTunnel(address: SshAddress): Tunnel {
  const folder = join(tmpdir(), `peaflow-ssh-${process.pid}-${randomBytes(4).toString('hex')}`)
  const socket = join(folder, 'engine.sock')
  let opening: Promise<SshProcess> | undefined
  // Settles when the previous `ssh` has removed its folder: the next one uses the same path.
  let cleared: Promise<unknown> = Promise.resolve()
  let lastLines: SshProcess['lastLines'] = () => []

  const begin = () => {
    const ssh = cleared.then(() => startSsh(address, { folder, socket }))
    cleared = ssh.then(({ ended }) => ended).catch(() => {}) // an `ssh` that failed has removed its folder
    return ssh
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
        const ssh = await own
        lastLines = ssh.lastLines
        void ssh.ended.then(forget)
      } catch (error) {
        forget()
        throw error
      }
    },
    lastLines: () => lastLines(),
    close: async () => {
      const closing = opening
      // An `open` that comes while this tunnel closes starts another `ssh`.
      opening = undefined
      await closing?.then((ssh) => ssh.end()).catch(() => {}) // it was never open
    },
  }
}

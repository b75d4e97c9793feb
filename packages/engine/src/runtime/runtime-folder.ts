import { randomBytes } from 'node:crypto'
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openBaseFolder } from './base-folders.ts'
import { type Lock, takeLock } from './lock.ts'
import { makeOwnFolder } from './own-folder.ts'
import { removeAtExit } from './remove-at-exit.ts'
import { pruneRuntimeFolders, UNFINISHED } from './sweep.ts'

/** The folder of a running Flow: it holds a folder for each of its Peas that listens, and one for its control socket. */
export class RuntimeFolder {
  readonly path: string
  readonly #lock: Lock
  readonly #peas = new Map<string, { readonly number: number; readonly sockets: Map<string, number> }>()
  readonly #made = new Set<string>()
  readonly #forget: () => void

  private constructor(path: string, lock: Lock) {
    this.path = path
    this.#lock = lock
    this.#forget = removeAtExit(path)
  }

  /**
   * Makes the folder of a Flow, and sweeps those that Flows which have crashed left. It is there under its name only once
   * it is locked, so that no other Flow takes it for such a leftover.
   *
   * @throws FlowError `LAUNCH_RUNTIME_FOLDER` if it cannot be made, or would lie in a folder that is not this user's alone.
   */
  static async open(flow: string): Promise<RuntimeFolder> {
    const base = openBaseFolder()
    await pruneRuntimeFolders()
    const random = randomBytes(6).toString('hex')
    const unfinished = join(base, `${UNFINISHED}${random}`)
    makeOwnFolder(unfinished)
    try {
      const lock = await takeLock(unfinished)
      const path = join(base, `${toName(flow)}-${random}`)
      renameSync(unfinished, path)
      return new RuntimeFolder(path, lock)
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true })
      throw error
    }
  }

  /** The path of the Flow's control socket. */
  get control(): string {
    return join(this.path, 'control', '0')
  }

  /** The path of a socket of a Pea, always the same for the same key. */
  socketOf(pea: string, key: string): string {
    const { number, sockets } = this.#peas.get(pea) ?? { number: this.#peas.size, sockets: new Map<string, number>() }
    this.#peas.set(pea, { number, sockets })
    const socket = sockets.get(key) ?? sockets.size
    sockets.set(key, socket)
    return join(this.path, String(number), String(socket))
  }

  /** Makes a folder in this one, unless it is there. */
  make(folder: string): void {
    if (this.#made.has(folder)) return
    makeOwnFolder(folder)
    this.#made.add(folder)
  }

  /** Removes the folder with everything in it. */
  close(): void {
    this.#lock.release()
    this.#forget()
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** At most 20 bytes of the name of a Flow. */
function toName(flow: string): string {
  return flow.replace(/[^\w.-]|^\./g, '_').slice(0, 20) || 'flow'
}

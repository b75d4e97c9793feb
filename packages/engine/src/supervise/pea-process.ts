import {
  type PeaExit,
  type PeaHandle,
  type PeaSpec,
  readLogLine,
  type SharedFolder,
  type StopOptions,
} from '@peaflow/core'
import { type Deferred, defer } from '../async/deferred.ts'
import { launchPea } from '../launch/launch-pea.ts'
import type { Settings } from '../launch/settings.ts'

/** What is launched. */
export interface PeaLaunch {
  readonly spec: PeaSpec
  /** The folders of its Unix sockets, and of those that it dials. */
  readonly folders: readonly SharedFolder[]
}

/** What happens to the process of a Pea. */
export interface ProcessEvents {
  /** Its launch takes long. */
  onProgress(message: string): void
  onLaunched(handle: PeaHandle): void
  /** The Flow has dialled it, an external Pea, again. */
  onReconnect(): void
}

/** How a process ended. */
export interface ProcessEnd {
  readonly exit: PeaExit
  /** Why it could not be launched. */
  readonly error?: Error | undefined
}

/** The process of one incarnation of a Pea, by whichever launcher. */
export class PeaProcess {
  /** Resolves once its Pea has taken note of its end. */
  readonly over: Deferred<void> = defer()
  readonly #ending = new AbortController()
  /** When it was launched, on the clock of `performance.now()`; `undefined` before. */
  launchedAt: number | undefined
  /** Its Pea has asked to leave, and holds requests. */
  isLeaving = false
  #handle: PeaHandle | undefined

  /** Launches it, with the folders that it needs, and waits for its end. */
  async run({ spec, folders }: PeaLaunch, settings: Settings, events: ProcessEvents): Promise<ProcessEnd> {
    const { id: pea } = spec
    try {
      const handle = await launchPea(spec, settings, {
        signal: this.#ending.signal,
        folders,
        onLog: (line) => settings.onLog({ ...readLogLine(line), pea }),
        onProgress: (message) => events.onProgress(message),
        onReconnect: () => events.onReconnect(),
      })
      this.#handle = handle
      this.launchedAt = performance.now()
      events.onLaunched(handle)
      return { exit: withoutLevels(await handle.exited) }
    } catch (caught) {
      const error = caught as Error
      return { exit: { code: null, signal: null, reason: error.message, lastLines: [] }, error }
    }
  }

  /** What its launcher returned; `undefined` before. */
  get handle(): PeaHandle | undefined {
    return this.#handle
  }

  /** Asks it to end, and ends it after the grace period. */
  terminate(options: StopOptions): void {
    if (this.#handle === undefined) this.kill()
    else this.#handle.stop(options).catch(() => {}) // `exited` tells what became of it
  }

  /** Ends it at once. */
  kill(): void {
    this.#ending.abort()
  }
}

/** How a process ended, without the levels of its last lines. */
function withoutLevels(exit: PeaExit): PeaExit {
  const lastLines = exit.lastLines.map((text) => readLogLine({ stream: 'stderr', text }).text)
  return { ...exit, lastLines }
}

import { dirname } from 'node:path'
import type { PeaPlan, PeaSpec } from '@peaflow/core'
import { foldersOf, type SharedMachine, settle } from '../plan/settle.ts'
import type { RuntimeFolder } from '../runtime/runtime-folder.ts'
import type { FlowEvent } from './events.ts'
import type { Launchers } from './options.ts'

/** What is needed to ask a launcher about its Peas. */
export interface SharingSettings extends Pick<PeaSpec, 'flow' | 'flowId' | 'directory'> {
  readonly launchers: Launchers
  readonly onEvent: (event: FlowEvent) => void
}

/** Which Peas of a Flow share the kernel and the runtime folder of this process, and talk through Unix sockets in it. */
export class Sharing implements SharedMachine {
  readonly control: string
  readonly #folder: RuntimeFolder
  readonly #settings: SharingSettings
  /** What launchers answered: for each Pod of containers, and for each runtime of other Peas. */
  readonly #answers = new Map<string, Promise<boolean>>()
  readonly #shared = new Set<string>()

  constructor(folder: RuntimeFolder, settings: SharingSettings) {
    this.#folder = folder
    this.#settings = settings
    this.control = folder.control
    folder.make(dirname(folder.control))
  }

  /** Finds out which of these Peas share the machine, and makes the folders of those that listen. */
  async prepare(peas: readonly PeaPlan[], signal?: AbortSignal): Promise<void> {
    const answers = await Promise.all(peas.map((pea) => this.#ask(pea, signal)))
    for (const [index, pea] of peas.entries()) if (answers[index]) this.#shared.add(pea.id)
    for (const pea of peas) {
      for (const { path, readOnly } of foldersOf(settle(pea, this))) if (!readOnly) this.#folder.make(path)
    }
  }

  /** The Pea with the transports that its sockets use, once it is prepared. */
  settle(pea: PeaPlan): PeaPlan {
    return settle(pea, this)
  }

  isShared(pea: string): boolean {
    return this.#shared.has(pea)
  }

  socketOf(pea: string, key: string): string {
    return this.#folder.socketOf(pea, key)
  }

  #ask(pea: PeaPlan, signal: AbortSignal | undefined): Promise<boolean> | boolean {
    if (pea.role === 'gateway') return true
    if (pea.external || pea.host !== null) return false
    const key = pea.image === undefined ? `runtime ${pea.runtime}` : `pod ${pea.pod}`
    const answer = this.#answers.get(key) ?? this.#askLauncher(pea, signal)
    this.#answers.set(key, answer)
    return answer
  }

  async #askLauncher(pea: PeaPlan, signal: AbortSignal | undefined): Promise<boolean> {
    const { flow, flowId, directory, launchers, onEvent } = this.#settings
    const spec: PeaSpec = { ...pea, flow, flowId, directory, incarnation: 1 }
    const onProgress = (message: string) => onEvent({ type: 'pea-progress', pea: pea.id, message })
    const launcher = Object.hasOwn(launchers, pea.runtime) ? launchers[pea.runtime] : undefined
    return (await launcher?.sharesFolder?.(spec, this.#folder.path, { signal, onProgress })) === true
  }
}

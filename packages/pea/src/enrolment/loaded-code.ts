import type { PeaSpec } from '@peaflow/core'
import { isBuiltIn } from '../executor/built-in.ts'
import { hostOf, startPrograms } from '../pea/host-of.ts'
import { digestCode } from './code-digest.ts'
import { RetainedExecutor, type ServiceHost } from './retained-executor.ts'

/** The host of one service, and whether its executor is still loaded from before. */
export interface Loaded {
  /** `undefined` for a built-in executor, which the Pea brings itself. */
  readonly host: ServiceHost | undefined
  readonly isRetained: boolean
}

/** The executor that a replica has loaded: the same one for each Flow that asks for the same code, arguments and number. */
export class LoadedCode {
  #executor: RetainedExecutor | undefined
  #key: string | undefined
  #digest: string | undefined
  #count = 0

  /** The digest of the code that is loaded. */
  get digest(): string | undefined {
    return this.#digest
  }

  /**
   * Loads the executor of a spec, unless it is the one that is loaded.
   *
   * @throws FlowError `LAUNCH_EXECUTOR_FILE` if its file does not exist.
   */
  async load(spec: PeaSpec): Promise<Loaded> {
    if (typeof spec.uses === 'string' && isBuiltIn(spec.uses)) {
      await this.teardown()
      return { host: undefined, isRetained: false }
    }
    const digest = await digestCode(spec)
    const key = `${digest} ${spec.replicaId}`
    if (this.#executor !== undefined && this.#key === key) return { host: this.#executor.serve(), isRetained: true }
    await this.teardown()
    // This process has read the module before: it is to be read again.
    const life = this.#count++ === 0 ? {} : { runtime: 'inline', incarnation: 2 }
    const { host } = await startPrograms(spec, {})
    this.#executor = new RetainedExecutor(host ?? (await hostOf({ ...spec, ...life }, {})))
    this.#key = key
    this.#digest = digest
    return { host: this.#executor.serve(), isRetained: false }
  }

  async teardown(): Promise<void> {
    const executor = this.#executor
    this.#executor = undefined
    this.#key = undefined
    this.#digest = undefined
    await executor?.teardown()
  }
}

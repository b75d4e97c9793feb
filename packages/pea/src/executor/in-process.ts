import { type Document, type Executor, FlowError, type PeaSpec } from '@peaflow/core'
import { encodePayload } from '../document/payload.ts'
import { mergeDecoded, mergePayloads } from '../merge/merge-payloads.ts'
import { CallContext, type SharedContext } from './context.ts'
import { withExecutorFile } from './executor-file.ts'
import { describeThrown, executorThrew, setupThrew, wrongResult } from './failure.ts'
import type { ExecutorCall, ExecutorHost } from './host.ts'
import { loadExecutor } from './load.ts'
import { createLog, type OnLog } from './log.ts'
import { type Service, toService } from './service.ts'

/** How to host an executor in this thread. */
export interface InProcessOptions {
  /** The executor itself, instead of what `uses` names. */
  readonly executor?: Executor | undefined
  /**
   * Gets each line that the executor logs.
   *
   * @defaultValue writes them to this process's stdout and stderr
   */
  readonly onLog?: OnLog | undefined
}

/**
 * Hosts an executor in this thread. An executor that never returns blocks the caller, and one that ends the process ends
 * the caller too.
 */
export function inProcessHost(spec: PeaSpec, options: InProcessOptions = {}): ExecutorHost {
  return new InProcessHost(spec, options)
}

class InProcessHost implements ExecutorHost {
  readonly died = new Promise<FlowError>(() => {})
  readonly transfersResults = true
  #shared: SharedContext
  readonly #executor: Executor | undefined
  readonly #calls = new Map<number, CallContext>()
  #life: CallContext
  #service: Service | undefined
  #down: Promise<void> | undefined

  constructor(spec: PeaSpec, { executor, onLog }: InProcessOptions) {
    this.#shared = { spec, log: createLog(onLog) }
    this.#executor = executor
    this.#life = new CallContext(this.#shared, {})
  }

  async setup(): Promise<void> {
    const service = toService(this.#executor ?? (await this.#load()))
    try {
      await service.setup(this.#life)
    } catch (thrown) {
      throw setupThrew(thrown)
    }
    this.#service = service
    // It was told to end meanwhile: what it has opened is to be closed.
    if (this.#down !== undefined) await this.#tearDownService()
  }

  async #load(): Promise<Executor> {
    const { log, spec } = this.#shared
    this.#shared = { log, spec: await withExecutorFile(spec) }
    this.#life = new CallContext(this.#shared, {})
    return loadExecutor(this.#shared.spec)
  }

  async call({ id, endpoint, payloads }: ExecutorCall): Promise<Uint8Array> {
    const serve = this.#service?.serving(endpoint)
    if (serve === undefined) return mergePayloads(payloads)
    const { documents, parameters } = mergeDecoded(payloads)
    const context = new CallContext(this.#shared, parameters)
    this.#calls.set(id, context)
    try {
      return encodePayload({ documents: toDocuments(await serve(documents, context), documents), parameters })
    } catch (thrown) {
      throw executorThrew(thrown)
    } finally {
      this.#calls.delete(id)
    }
  }

  abort(id: number, reason: FlowError): void {
    this.#calls.get(id)?.abort(reason)
  }

  teardown(): Promise<void> {
    this.#down ??= this.#tearDown()
    return this.#down
  }

  async #tearDown(): Promise<void> {
    const stopping = new FlowError('REQUEST_CANCELLED', 'the Pea is stopping')
    this.#life.abort(stopping)
    for (const context of this.#calls.values()) context.abort(stopping)
    await this.#tearDownService()
  }

  async #tearDownService(): Promise<void> {
    try {
      await this.#service?.teardown(new CallContext(this.#shared, {}))
    } catch (thrown) {
      this.#shared.log.error(`teardown of the executor failed: ${describeThrown(thrown)}`)
    }
  }
}

function toDocuments(result: unknown, input: Document[]): Document[] {
  if (result === undefined) return input
  if (Array.isArray(result)) return result
  throw wrongResult(result)
}

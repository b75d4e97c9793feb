import { type Document, type Endpoints, type Executor, FlowError, type PeaSpec } from '@peaflow/core'
import { encodePayload, type Payload } from '../document/payload.ts'
import { mergeDecoded, mergePayloads } from '../merge/merge-payloads.ts'
import { checkBatched, decodeBatch, encodeBatch } from './batch.ts'
import { isBuiltIn } from './built-in.ts'
import { CallContext, type CallInput, type SharedContext } from './context.ts'
import { withExecutorFile } from './executor-file.ts'
import { describeThrown, executorThrew, setupThrew, wrongResult } from './failure.ts'
import type { ExecutorBatch, ExecutorCall, ExecutorHost, PieceReceiver } from './host.ts'
import { loadExecutor } from './load.ts'
import { createLog, type OnLog } from './log.ts'
import { type Service, toService } from './service.ts'
import { iteratorOf, type PieceIterator, type PieceSink, StreamedCall } from './streamed-call.ts'

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
  /**
   * What stands at the beginning of each of these lines.
   *
   * @defaultValue nothing
   */
  readonly logPrefix?: string | undefined
  /**
   * Makes the payload of each result, which the caller hands on in this thread.
   *
   * @defaultValue encodes it
   */
  readonly handOn?: ((payload: Payload) => Uint8Array) | undefined
}

/**
 * Hosts an executor in this thread. An executor that never returns blocks the caller, and one that ends the process ends
 * the caller too.
 */
export function inProcessHost(spec: PeaSpec, options: InProcessOptions = {}): ExecutorHost {
  return new InProcessHost(spec, options)
}

/** What `setup` and `teardown` get. */
const NO_INPUT: CallInput = { parameters: {} }

class InProcessHost implements ExecutorHost {
  readonly died = new Promise<FlowError>(() => {})
  readonly transfersResults: boolean
  endpoints: Endpoints | undefined
  readonly #toPayload: (payload: Payload) => Uint8Array
  #shared: SharedContext
  readonly #executor: Executor | undefined
  readonly #calls = new Map<number, CallContext>()
  readonly #streamed = new Map<number, StreamedCall>()
  #life: CallContext
  #service: Service | undefined
  #down: Promise<void> | undefined

  constructor(spec: PeaSpec, { executor, onLog, logPrefix, handOn }: InProcessOptions) {
    this.#shared = { spec, log: createLog(onLog, logPrefix) }
    this.#toPayload = handOn ?? encodePayload
    this.transfersResults = handOn === undefined
    this.#executor = executor
    this.#life = new CallContext(this.#shared, NO_INPUT)
  }

  async setup(): Promise<void> {
    const executor = this.#executor ?? (await this.#load())
    const service = await toService(executor)
    for (const line of service.omissions) this.#shared.log.warn(line)
    checkBatched(executor, this.#shared.spec)
    try {
      await service.setup(this.#life)
    } catch (thrown) {
      throw setupThrew(thrown)
    }
    this.#service = service
    if (!this.#isBuiltIn) this.endpoints = service.endpoints
    // It was told to end meanwhile: what it has opened is to be closed.
    if (this.#down !== undefined) await this.#tearDownService()
  }

  async #load(): Promise<Executor> {
    const { log, spec } = this.#shared
    this.#shared = { log, spec: await withExecutorFile(spec) }
    this.#life = new CallContext(this.#shared, NO_INPUT)
    return loadExecutor(this.#shared.spec)
  }

  /** A built-in executor serves what the rest of the Flow does. */
  get #isBuiltIn(): boolean {
    const { uses } = this.#shared.spec
    return this.#executor === undefined && typeof uses === 'string' && isBuiltIn(uses)
  }

  async call({ id, endpoint, payloads, headers, piece }: ExecutorCall, pieces: PieceReceiver): Promise<Uint8Array> {
    const serve = this.#service?.serving(endpoint)
    if (serve === undefined) return mergePayloads(payloads)
    const { documents, parameters } = mergeDecoded(payloads)
    const context = new CallContext(this.#shared, { parameters, headers, piece })
    const encode = (result: readonly unknown[]) => this.#toPayload({ documents: result as Document[], parameters })
    this.#calls.set(id, context)
    try {
      const result = await serve(documents, context)
      const iterator = iteratorOf(result)
      if (iterator === undefined) return encode(toDocuments(result, documents))
      return await this.#stream(id, iterator, { pieces, encode })
    } catch (thrown) {
      throw executorThrew(thrown)
    } finally {
      this.#calls.delete(id)
    }
  }

  async callBatch({ id, endpoint, payloads }: ExecutorBatch): Promise<readonly Uint8Array[]> {
    const serve = this.#service?.serving(endpoint)
    if (serve === undefined) return payloads
    const batch = decodeBatch(payloads)
    const { documents, parameters } = batch
    const context = new CallContext(this.#shared, { parameters, headers: undefined })
    this.#calls.set(id, context)
    try {
      return encodeBatch(toDocuments(await serve(documents, context), documents), batch)
    } catch (thrown) {
      throw executorThrew(thrown)
    } finally {
      this.#calls.delete(id)
    }
  }

  abort(id: number, reason: FlowError): void {
    this.#calls.get(id)?.abort(reason)
    this.#streamed.get(id)?.stop(reason)
  }

  teardown(): Promise<void> {
    this.#down ??= this.#tearDown()
    return this.#down
  }

  async #tearDown(): Promise<void> {
    const stopping = new FlowError('REQUEST_CANCELLED', 'the Pea is stopping')
    this.#life.abort(stopping)
    for (const id of this.#calls.keys()) this.abort(id, stopping)
    await this.#tearDownService()
  }

  async #stream(id: number, iterator: PieceIterator, sink: PieceSink): Promise<Uint8Array> {
    const call = new StreamedCall(iterator)
    this.#streamed.set(id, call)
    const reason = this.#calls.get(id)?.abortReason
    if (reason !== undefined) call.stop(reason)
    try {
      return await call.run(sink)
    } finally {
      this.#streamed.delete(id)
    }
  }

  async #tearDownService(): Promise<void> {
    try {
      await this.#service?.teardown(new CallContext(this.#shared, NO_INPUT))
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

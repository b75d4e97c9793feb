import type { PeaSpec } from '@peaflow/core'
import { type ControlChannel, dialControl, type WireError } from '@peaflow/protocol'
import type { ExecutorHost } from '../executor/host.ts'
import type { PendingRequest } from '../join/pending-request.ts'
import { Caller } from './caller.ts'
import { ControlLoop } from './control-loop.ts'
import { DataPlane } from './data-plane.ts'
import { toWireError } from './failure.ts'
import { hostOf } from './host-of.ts'
import type { OpenPea, OpenPeaOptions, PeaEnd } from './pea-options.ts'

/** Milliseconds that a stopping Pea gets to finish the requests it holds. */
const STOP_TIMEOUT = 30_000

/** One Pea: joins messages to requests, calls the executor and dispatches the results, until it is stopped or fails. */
export class Pea implements OpenPea {
  readonly ended: Promise<PeaEnd>
  readonly #spec: PeaSpec
  readonly #options: OpenPeaOptions
  readonly #dataPlane: DataPlane
  readonly #isPassing: boolean
  #control: ControlChannel | undefined
  #loop: ControlLoop | undefined
  #host: ExecutorHost | undefined
  #caller: Caller | undefined
  #mergePayloads: ((payloads: readonly Uint8Array[]) => Uint8Array) | undefined
  #settle: (end: PeaEnd) => void = () => undefined
  #isStopping = false
  #isEnding = false
  #onIdle: (() => void) | undefined

  constructor(spec: PeaSpec, options: OpenPeaOptions) {
    this.#spec = spec
    this.#options = options
    this.#isPassing = isPassing(spec, options)
    this.#dataPlane = new DataPlane(spec, this.#isPassing, {
      onComplete: (pending) => this.#complete(pending),
      onBatch: (acknowledgement, batch) => this.#dataPlane.passAll(acknowledgement, batch),
      onFailed: (request, error) => this.#control?.send({ type: 'failed', request, error }),
      onStuck: (peer, incarnation) => this.#control?.send({ type: 'stuck', pea: spec.id, peer, incarnation }),
      onProgress: () => this.#progress(),
      onSweep: (now) => {
        this.#caller?.sweep(now)
        return this.#caller?.isBusy ?? false
      },
    })
    this.ended = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  async open(): Promise<void> {
    // Both settle before either fails: what the other one opened has to be closed.
    const [dialled, wired] = await Promise.allSettled([
      this.#options.control ?? dialControl(this.#spec),
      this.#dataPlane.wire(this.#spec),
    ])
    if (dialled.status === 'fulfilled') this.#control = dialled.value
    if (dialled.status === 'rejected') throw await this.#abandon(dialled.reason)
    if (wired.status === 'rejected') throw await this.#abandon(wired.reason)
    this.#loop = this.#listen(dialled.value)
    this.#loop.begin(wired.value.ports)
    dialled.value.lost.then(() => this.#end({ code: 69, reason: 'it lost its Flow' }))
    this.#setUp()
  }

  flush(): void {
    this.#dataPlane.links.scheduler.flushAll()
  }

  async stop(): Promise<void> {
    if (!this.#isStopping) {
      this.#isStopping = true
      await this.#idle()
      await this.#end({ code: 0 })
    }
    await this.ended
  }

  async kill(): Promise<void> {
    this.#isEnding = true
    await this.#close({ code: 137, reason: 'it was killed' })
  }

  /** Closes what is open, and tells the Flow why the Pea does not open. Returns the error. */
  async #abandon(error: unknown): Promise<unknown> {
    this.#isEnding = true
    this.#dataPlane.close()
    // Whoever passed a control channel gets the error from `open`.
    if (this.#options.control === undefined) {
      this.#control?.send({ type: 'fatal', pea: this.#spec.id, error: toWireError(this.#spec, error) })
    }
    await this.#control?.close()
    return error
  }

  #listen(control: ControlChannel): ControlLoop {
    const listener = {
      onStop: () => void this.stop(),
      onCancel: (requests: readonly number[]) => this.#caller?.cancel(requests),
      onFatal: (error: unknown) => void this.#fail(error),
    }
    return new ControlLoop({ spec: this.#spec, dataPlane: this.#dataPlane, control, listener })
  }

  async #setUp(): Promise<void> {
    try {
      if (!this.#isPassing) await this.#openHost()
      this.#dataPlane.open()
      this.#loop?.setUp()
    } catch (error) {
      await this.#fail(error)
    }
  }

  async #openHost(): Promise<void> {
    const host = this.#options.host ?? (await hostOf(this.#spec, this.#options))
    this.#host = host
    host.died.then((error) => this.#fail(error))
    const onHung = (reason: string) => void this.#end({ code: 70, reason })
    this.#caller = new Caller({ spec: this.#spec, dataPlane: this.#dataPlane, host, onHung })
    await host.setup()
  }

  #complete(pending: PendingRequest): void {
    if (pending.isSingle && (this.#isPassing || pending.isError)) this.#dataPlane.pass(pending)
    else if (this.#isPassing) void this.#merge(pending)
    else this.#caller?.add(pending)
  }

  async #merge(pending: PendingRequest): Promise<void> {
    try {
      // Imported on demand: loading the codec of documents would take longer than the rest of a start.
      this.#mergePayloads ??= (await import('../merge/merge-payloads.ts')).mergePayloads
      const payload = this.#mergePayloads(pending.payloads)
      pending.own(payload)
      this.#dataPlane.leave(pending, payload, false)
    } catch (error) {
      this.#dataPlane.fail(pending, toWireError(this.#spec, error))
    }
  }

  #progress(): void {
    this.#loop?.progress()
    if (this.#onIdle !== undefined && this.#dataPlane.isIdle) this.#onIdle()
  }

  #idle(): Promise<void> {
    if (this.#dataPlane.isIdle) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, STOP_TIMEOUT)
      this.#onIdle = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async #fail(cause: unknown): Promise<void> {
    const error: WireError = toWireError(this.#spec, cause)
    this.#control?.send({ type: 'fatal', pea: this.#spec.id, error })
    await this.#end({ code: 1, reason: error.message })
  }

  async #end(end: PeaEnd): Promise<void> {
    if (this.#isEnding) return
    this.#isEnding = true
    if (end.code === 0) await this.#host?.teardown().catch(() => undefined)
    await this.#close(end)
  }

  async #close(end: PeaEnd): Promise<void> {
    this.#dataPlane.close()
    await this.#control?.close()
    this.#settle(end)
  }
}

/** Whether the Pea runs no user code, so that payloads pass unchanged or merged. */
function isPassing({ uses }: PeaSpec, { executor, host }: OpenPeaOptions): boolean {
  return executor === undefined && host === undefined && (uses === '_pass' || uses === '_merge')
}

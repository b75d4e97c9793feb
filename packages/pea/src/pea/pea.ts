import type { PeaSpec } from '@peaflow/core'
import { type ControlChannel, dialControl } from '@peaflow/protocol'
import type { PendingRequest } from '../join/pending-request.ts'
import { type ControlListener, ControlLoop } from './control-loop.ts'
import { DataPlane } from './data-plane.ts'
import { ExecutorWork } from './executor-work.ts'
import { toWireError } from './failure.ts'
import { hostOf } from './host-of.ts'
import { identityOf } from './identity.ts'
import { Life } from './life.ts'
import type { OpenPea, OpenPeaOptions, PeaEnd } from './pea-options.ts'
import { Relay } from './relay.ts'
import { NO_WORK, type Work } from './work.ts'

/** Milliseconds that its Flow has to answer a Pea that is leaving. */
const LEAVE_ANSWER_TIMEOUT = 1_000

/** Milliseconds that the senders of a leaving Pea have until it stops regardless. */
const LEAVE_TIMEOUT = 30_000

/**
 * Opens a Pea for the Flow that its spec names. Resolves once its BIND sockets are open; then its executor is set up, and
 * the Pea tells the Flow when it is ready.
 *
 * @throws FlowError `ADDRESS_…` if a port cannot be opened, or a host does not resolve.
 */
export async function openFlowPea(spec: PeaSpec, options: OpenPeaOptions = {}): Promise<OpenPea> {
  const control = options.control ?? (await dialControl(spec))
  const pea = new FlowPea({ spec, options, control })
  await pea.open()
  return pea
}

interface PeaComponents {
  readonly spec: PeaSpec
  readonly options: OpenPeaOptions
  readonly control: ControlChannel
}

/** One Pea: joins messages to requests, calls the executor and dispatches the results, until it is stopped or fails. */
class FlowPea implements OpenPea {
  readonly #components: PeaComponents
  readonly #isPassing: boolean
  readonly #dataPlane: DataPlane
  readonly #loop: ControlLoop
  readonly #life: Life
  #work: Work
  #leaveTimer: NodeJS.Timeout | undefined

  constructor(components: PeaComponents) {
    const { spec, options, control } = components
    this.#components = components
    this.#isPassing = isPassing(spec, options)
    this.#dataPlane = this.#createDataPlane(components)
    this.#work = this.#isPassing ? new Relay({ spec, results: this.#dataPlane.results }) : NO_WORK
    this.#loop = new ControlLoop({ spec, dataPlane: this.#dataPlane, control, listener: this.#controlListener() })
    this.#life = new Life({
      isIdle: () => this.#dataPlane.isIdle,
      teardown: () => this.#work.teardown(),
      close: async () => {
        this.#dataPlane.close()
        await control.close()
      },
    })
  }

  get ended(): Promise<PeaEnd> {
    return this.#life.ended
  }

  async open(): Promise<void> {
    const { spec, options, control } = this.#components
    try {
      const { ports } = await this.#dataPlane.wire(spec)
      this.#loop.begin(ports)
    } catch (error) {
      // A caller that passed a control channel gets the error from this function alone.
      if (options.control === undefined) {
        control.send({ type: 'fatal', ...identityOf(spec), error: toWireError(spec, error) })
      }
      await this.kill()
      throw error
    }
    // At once, also while it drains or is torn down: its Flow has given it up.
    void control.lost.then(() => this.#life.close({ code: 69, reason: 'it lost its Flow' }))
    void this.#setUp()
  }

  flush(): void {
    this.#dataPlane.flushAll()
  }

  async leave(): Promise<void> {
    const { control, spec } = this.#components
    if (!this.#loop.isReady) return await this.stop()
    control.send({ type: 'leaving', pea: spec.id, incarnation: spec.incarnation })
    this.#stopIn(LEAVE_ANSWER_TIMEOUT)
    await this.#life.ended
  }

  async stop(): Promise<void> {
    clearTimeout(this.#leaveTimer)
    await this.#life.stop()
  }

  async kill(): Promise<void> {
    await this.#life.close({ code: 137, reason: 'it was killed' })
  }

  #createDataPlane({ spec, control }: PeaComponents): DataPlane {
    return new DataPlane(spec, this.#isPassing, {
      onComplete: (pending) => this.#complete(pending),
      onBatch: (acknowledgement, batch) => this.#dataPlane.relay(acknowledgement, batch),
      onFailed: (request, error) => control.send({ type: 'failed', request, error }),
      onStuck: (peer, incarnation) => control.send({ type: 'stuck', pea: spec.id, peer, incarnation }),
      onTried: (request, tries) => control.send({ type: 'tried', pea: spec.id, request, tries }),
      onSuperseded: (request) => this.#work.cancel(new Set([request])),
      onProgress: () => this.#progress(),
      onDropped: (report) => this.#loop.sendDropped(report),
      onSweep: (now) => this.#work.sweep(now),
    })
  }

  #controlListener(): ControlListener {
    return {
      onReady: this.#components.options.onReady,
      onStop: () => void this.stop(),
      onLeaving: () => this.#stopIn(LEAVE_TIMEOUT),
      onCancel: (requests) => this.#work.cancel(new Set(requests)),
      onFatal: (error) => void this.#fail(error),
    }
  }

  #stopIn(timeout: number): void {
    clearTimeout(this.#leaveTimer)
    this.#leaveTimer = setTimeout(() => void this.stop(), timeout).unref()
  }

  async #setUp(): Promise<void> {
    try {
      if (!this.#isPassing) await this.#setUpExecutor()
      if (this.#life.isOver) return // it ended meanwhile
      this.#dataPlane.open()
      this.#loop.setUp()
    } catch (error) {
      await this.#fail(error)
    }
  }

  async #setUpExecutor(): Promise<void> {
    const { spec, options } = this.#components
    const host = options.host ?? (await hostOf(spec, options))
    if (this.#life.isOver) return
    const onHung = (reason: string) => void this.#life.end({ code: 70, reason })
    this.#work = new ExecutorWork({ spec, dataPlane: this.#dataPlane, host, onHung })
    void host.died.then((error) => this.#fail(error))
    await host.setup()
  }

  #complete(pending: PendingRequest): void {
    if (pending.isSingle && (this.#isPassing || pending.isError)) this.#dataPlane.results.forward(pending)
    else this.#work.add(pending)
  }

  #progress(): void {
    this.#loop.progress()
    this.#life.progress()
  }

  async #fail(cause: unknown): Promise<void> {
    if (this.#life.isOver) return
    const { spec, control } = this.#components
    const error = toWireError(spec, cause)
    control.send({ type: 'fatal', pea: spec.id, incarnation: spec.incarnation, error })
    await this.#life.end({ code: 1, reason: error.message })
  }
}

/** Whether the Pea runs no user code, so that payloads pass unchanged or merged. */
function isPassing({ uses }: PeaSpec, { executor, host }: OpenPeaOptions): boolean {
  return executor === undefined && host === undefined && (uses === '_pass' || uses === '_merge')
}

import type { Endpoints, PeaSpec } from '@peaflow/core'
import { type ControlChannel, dialControl } from '@peaflow/protocol'
import type { PendingRequest } from '../join/pending-request.ts'
import { StatisticsReport } from '../statistics/statistics-report.ts'
import type { ControlListener } from './control-ends.ts'
import { ControlLoop } from './control-loop.ts'
import { DataPlane } from './data-plane.ts'
import { toWireError } from './failure.ts'
import { killHosts } from './host-of.ts'
import { identityOf } from './identity.ts'
import { Life } from './life.ts'
import { isPassing, passesOn } from './passing.ts'
import type { OpenPea, OpenPeaOptions, PeaEnd } from './pea-options.ts'
import { Relay } from './relay.ts'
import { relayBatch } from './relay-batch.ts'
import { setUpExecutor } from './set-up.ts'
import { readStatistics } from './statistics.ts'
import { Suspensions } from './suspensions.ts'
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
  readonly #report: StatisticsReport
  readonly #suspensions = new Suspensions()
  #work: Work
  #leaveTimer: NodeJS.Timeout | undefined

  constructor(components: PeaComponents) {
    const { spec, options, control } = components
    this.#components = components
    this.#isPassing = isPassing(spec, options)
    this.#dataPlane = this.#createDataPlane(components)
    this.#work = this.#isPassing ? new Relay({ spec, results: this.#dataPlane.results }) : NO_WORK
    this.#loop = new ControlLoop({ spec, dataPlane: this.#dataPlane, control, listener: this.#controlListener() })
    const { id: pea, incarnation } = spec
    this.#report = new StatisticsReport({
      read: () => readStatistics(this.#dataPlane, this.#work, options),
      send: (statistics) => control.send({ type: 'statistics', pea, incarnation, statistics }),
    })
    this.#life = new Life({
      isIdle: () => this.#dataPlane.isIdle,
      teardown: () => this.#work.teardown(),
      close: async () => {
        this.#report.end()
        this.#dataPlane.close()
        killHosts(options)
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
      this.#report.start()
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
      onBatch: (acknowledgement, batch) => relayBatch(this.#dataPlane, acknowledgement, batch),
      onFailed: (request, error) => control.send({ type: 'failed', request, error }),
      onStuck: (peer, incarnation) => control.send({ type: 'stuck', pea: spec.id, peer, incarnation }),
      onTried: (request, tries, death) => control.send({ type: 'tried', pea: spec.id, request, tries, ...death }),
      onBroken: (broken) => control.send({ type: 'broken', pea: spec.id, ...broken }),
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
      onCancel: (requests) => this.#work.cancel(requests),
      suspensions: this.#suspensions,
      onFatal: (error) => void this.#fail(error),
    }
  }

  #stopIn(timeout: number): void {
    clearTimeout(this.#leaveTimer)
    this.#leaveTimer = setTimeout(() => void this.stop(), timeout).unref()
  }

  async #setUp(): Promise<void> {
    try {
      const endpoints = this.#isPassing ? undefined : await this.#setUpExecutor()
      if (this.#life.isOver) return // it ended meanwhile
      this.#dataPlane.open()
      this.#loop.setUp(endpoints)
    } catch (error) {
      await this.#fail(error)
    }
  }

  /** Returns what the executor serves. */
  async #setUpExecutor(): Promise<Endpoints | undefined> {
    return await setUpExecutor({
      ...this.#components,
      dataPlane: this.#dataPlane,
      suspensions: this.#suspensions,
      isOver: () => this.#life.isOver,
      onWork: (work) => {
        this.#work = work
      },
      onHung: (reason) => void this.#life.end({ code: 70, reason }),
      onFailed: (cause, failed) => this.#fail(cause, failed),
    })
  }

  #complete(pending: PendingRequest): void {
    if (passesOn(pending, this.#isPassing)) this.#dataPlane.results.forward(pending)
    else this.#work.add(pending)
  }

  #progress(): void {
    this.#loop.progress()
    this.#life.progress()
  }

  async #fail(cause: unknown, failed: PeaSpec = this.#components.spec): Promise<void> {
    if (this.#life.isOver) return
    const { spec, control } = this.#components
    const error = toWireError(failed, cause)
    control.send({ type: 'fatal', pea: spec.id, incarnation: spec.incarnation, error })
    await this.#life.end({ code: 1, reason: error.message })
  }
}

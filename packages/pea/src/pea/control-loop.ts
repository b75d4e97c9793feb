import type { PeaSpec } from '@peaflow/core'
import { type ControlChannel, type FlowMessage, type PeaStatus, PROTOCOL } from '@peaflow/protocol'
import type { DataPlane } from './data-plane.ts'

/** What the Flow asks of a Pea that its links cannot answer. */
export interface ControlListener {
  onStop(): void
  onCancel(requests: readonly number[]): void
  /** It cannot go on: a port is taken, a host does not resolve. */
  onFatal(error: unknown): void
}

/** A Pea's side of the talk with its Flow: does what it is told, and answers once that is so. */
export class ControlLoop {
  readonly #spec: PeaSpec
  readonly #dataPlane: DataPlane
  readonly #control: ControlChannel
  readonly #listener: ControlListener
  readonly #startedAt = performance.now()
  readonly #pauses = new Set<string>()
  /** The peers that never come back, so that nobody waits for their greeting. */
  readonly #lost = new Set<string>()
  #isSetUp = false
  #isReadyDue = true
  #isIdleDue = false
  #state: PeaStatus['state'] = 'starting'
  /** Wiring takes time; messages wait for it. */
  #queue: Promise<void> = Promise.resolve()

  constructor({ spec, dataPlane, control, listener }: ControlLoopOptions) {
    this.#spec = spec
    this.#dataPlane = dataPlane
    this.#control = control
    this.#listener = listener
  }

  /** Tells the Flow which ports are open, and listens from now on. */
  begin(ports: readonly number[]): void {
    this.#bound(ports)
    this.#control.listen((message) => {
      this.#queue = this.#queue.then(() => this.#onMessage(message)).catch((error) => this.#listener.onFatal(error))
    })
  }

  /** The executor is set up. */
  setUp(): void {
    this.#isSetUp = true
    this.progress()
  }

  /** Answers what can be answered now. */
  progress(): void {
    if (this.#isReadyDue && this.#isSetUp && this.#isEstablished) this.#ready()
    if (this.#isIdleDue && this.#dataPlane.isIdle) this.#idle()
    for (const to of this.#pauses) this.#paused(to)
  }

  get #isEstablished(): boolean {
    return this.#dataPlane.links.absent.every((peer) => this.#lost.has(peer))
  }

  async #onMessage(message: FlowMessage): Promise<void> {
    if (message.type === 'wire') return await this.#wire(message)
    if (message.type === 'gone' || message.type === 'lost') {
      if (message.type === 'lost') this.#lost.add(message.peer)
      this.#dataPlane.gone({ ...message, isFinal: message.type === 'lost' })
    } else if (message.type === 'cancel') {
      this.#dataPlane.cancel(message.requests)
      this.#listener.onCancel(message.requests)
    } else if (message.type === 'pause') {
      for (const edge of this.#edgesTo(message.to)) edge.pause()
      this.#pauses.add(message.to)
    } else if (message.type === 'drain') {
      this.#isIdleDue = true
      this.#state = 'draining'
    } else if (message.type === 'stop') this.#listener.onStop()
    else if (message.type === 'ping') this.#status()
    this.progress()
  }

  async #wire(message: FlowMessage & { readonly type: 'wire' }): Promise<void> {
    this.#isReadyDue = true
    this.#lost.clear()
    const { ports, isNew } = await this.#dataPlane.wire(message)
    if (isNew) this.#bound(ports)
    this.progress()
  }

  #bound(ports: readonly number[]): void {
    const { id: pea, incarnation } = this.#spec
    this.#control.send({ type: 'bound', pea, incarnation, protocol: PROTOCOL, ports })
  }

  #ready(): void {
    const { id: pea, incarnation } = this.#spec
    this.#isReadyDue = false
    this.#state = 'ready'
    this.#control.send({ type: 'ready', pea, incarnation })
  }

  #idle(): void {
    this.#isIdleDue = false
    this.#dataPlane.links.scheduler.flushAll()
    this.#control.send({ type: 'idle', pea: this.#spec.id })
  }

  #paused(to: string): void {
    if (!this.#edgesTo(to).every((edge) => edge.isSettled)) return
    this.#pauses.delete(to)
    this.#control.send({ type: 'paused', pea: this.#spec.id, to })
  }

  #edgesTo(to: string) {
    return this.#dataPlane.links.edges.filter((edge) => edge.plan.to === to)
  }

  #status(): void {
    const { id: pea, flow } = this.#spec
    const { served, joiner } = this.#dataPlane
    const uptime = Math.round(performance.now() - this.#startedAt)
    const status = { pea, flow, protocol: PROTOCOL, state: this.#state, served, held: joiner.size, uptime }
    this.#control.send({ type: 'status', status })
  }
}

/** What a {@link ControlLoop} speaks for. */
export interface ControlLoopOptions {
  readonly spec: PeaSpec
  readonly dataPlane: DataPlane
  readonly control: ControlChannel
  readonly listener: ControlListener
}

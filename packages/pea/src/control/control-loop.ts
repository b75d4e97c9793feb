import type { PeaSpec } from '@peaflow/core'
import type { Station } from '../pea/station.ts'
import { PROTOCOL } from '../wire/protocol.ts'
import type { ControlLink } from './link.ts'
import type { FlowMessage, PeaStatus } from './messages.ts'

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
  readonly #station: Station
  readonly #control: ControlLink
  readonly #listener: ControlListener
  readonly #startedAt = performance.now()
  readonly #holds = new Set<string>()
  /** The peers that never come back, so that nobody waits for their greeting. */
  readonly #lost = new Set<string>()
  #isSetUp = false
  #owesReady = true
  #owesIdle = false
  #state: PeaStatus['state'] = 'starting'
  /** Wiring takes time; messages wait for it. */
  #turn: Promise<void> = Promise.resolve()

  constructor({ spec, station, control, listener }: ControlLoopOptions) {
    this.#spec = spec
    this.#station = station
    this.#control = control
    this.#listener = listener
  }

  /** Tells the Flow which ports are open, and listens from now on. */
  begin(ports: readonly number[]): void {
    this.#bound(ports)
    this.#control.listen((message) => {
      this.#turn = this.#turn.then(() => this.#hear(message)).catch((error) => this.#listener.onFatal(error))
    })
  }

  /** The executor is set up. */
  setUp(): void {
    this.#isSetUp = true
    this.progress()
  }

  /** Answers what can be answered now. */
  progress(): void {
    if (this.#owesReady && this.#isSetUp && this.#isSettled) this.#ready()
    if (this.#owesIdle && this.#station.isIdle) this.#idle()
    for (const to of this.#holds) this.#held(to)
  }

  get #isSettled(): boolean {
    return this.#station.wiring.absent.every((peer) => this.#lost.has(peer))
  }

  async #hear(message: FlowMessage): Promise<void> {
    if (message.type === 'wire') return await this.#wire(message)
    if (message.type === 'gone' || message.type === 'lost') {
      if (message.type === 'lost') this.#lost.add(message.peer)
      this.#station.gone({ ...message, isFinal: message.type === 'lost' })
    } else if (message.type === 'cancel') {
      this.#station.cancel(message.requests)
      this.#listener.onCancel(message.requests)
    } else if (message.type === 'hold') {
      for (const edge of this.#edgesTo(message.to)) edge.hold()
      this.#holds.add(message.to)
    } else if (message.type === 'drain') {
      this.#owesIdle = true
      this.#state = 'draining'
    } else if (message.type === 'stop') this.#listener.onStop()
    else if (message.type === 'ping') this.#status()
    this.progress()
  }

  async #wire(message: FlowMessage & { readonly type: 'wire' }): Promise<void> {
    this.#owesReady = true
    this.#lost.clear()
    const { ports, isNew } = await this.#station.wire(message)
    if (isNew) this.#bound(ports)
    this.progress()
  }

  #bound(ports: readonly number[]): void {
    const { id: pea, incarnation } = this.#spec
    this.#control.send({ type: 'bound', pea, incarnation, protocol: PROTOCOL, ports })
  }

  #ready(): void {
    const { id: pea, incarnation } = this.#spec
    this.#owesReady = false
    this.#state = 'ready'
    this.#control.send({ type: 'ready', pea, incarnation })
  }

  #idle(): void {
    this.#owesIdle = false
    this.#station.wiring.turn.finish()
    this.#control.send({ type: 'idle', pea: this.#spec.id })
  }

  #held(to: string): void {
    if (!this.#edgesTo(to).every((edge) => edge.isFinished)) return
    this.#holds.delete(to)
    this.#control.send({ type: 'held', pea: this.#spec.id, to })
  }

  #edgesTo(to: string) {
    return this.#station.wiring.edges.filter((edge) => edge.plan.to === to)
  }

  #status(): void {
    const { id: pea, flow } = this.#spec
    const { served, gather } = this.#station
    const uptime = Math.round(performance.now() - this.#startedAt)
    const status = { pea, flow, protocol: PROTOCOL, state: this.#state, served, held: gather.size, uptime }
    this.#control.send({ type: 'status', status })
  }
}

/** What a {@link ControlLoop} speaks for. */
export interface ControlLoopOptions {
  readonly spec: PeaSpec
  readonly station: Station
  readonly control: ControlLink
  readonly listener: ControlListener
}

import type { Endpoints, PeaSpec } from '@peaflow/core'
import { type ControlChannel, type FlowMessage, type PeaStatus, PROTOCOL } from '@peaflow/protocol'
import type { PeerLeave } from '../dispatch/peer-end.ts'
import type { DropReport } from '../links/drops.ts'
import type { ControlListener, ControlledPlane } from './control-ends.ts'
import { identityOf } from './identity.ts'
import { readyReport, statusReport } from './reports.ts'

/** What a control loop needs. */
export interface ControlLoopOptions {
  readonly spec: PeaSpec
  readonly dataPlane: ControlledPlane
  readonly control: ControlChannel
  readonly listener: ControlListener
}

/** A Pea's end of the conversation with its Flow: does what each message asks, in order, and answers once that is done. */
export class ControlLoop {
  readonly #spec: PeaSpec
  readonly #dataPlane: ControlledPlane
  readonly #control: ControlChannel
  readonly #listener: ControlListener
  readonly #startedAt = performance.now()
  /** The Pods for which a `paused` is due. */
  readonly #pauses = new Set<string>()
  /** The peers for which a `left` is due. */
  readonly #leaving = new Set<string>()
  /** The peers that are out of service, so that their greeting is not waited for. */
  readonly #lost = new Set<string>()
  /** The ports that are open, of its inputs and then its outputs. */
  #ports: readonly number[] = []
  #isSetUp = false
  /** What the executor serves; `undefined` if the Pea has none. */
  #endpoints: Endpoints | undefined
  #isReadyDue = true
  #wasReady = false
  #isIdleDue = false
  #state: PeaStatus['state'] = 'starting'
  /** Settles once all messages so far have been handled: wiring takes time. */
  #handled: Promise<void> = Promise.resolve()

  constructor({ spec, dataPlane, control, listener }: ControlLoopOptions) {
    this.#spec = spec
    this.#dataPlane = dataPlane
    this.#control = control
    this.#listener = listener
  }

  /** Reports the open ports, and handles the Flow's messages from now on. */
  begin(ports: readonly number[]): void {
    this.#ports = ports
    this.#sendBound()
    this.#dataPlane.taps.listen((copy) => this.#control.send({ type: 'tapped', pea: this.#spec.id, ...copy }))
    this.#control.onReconnect?.(() => {
      this.#dataPlane.taps.clear()
      // A `resume` may have been lost. The Flow repeats what is suspended.
      this.#listener.suspensions?.clear()
      this.#sendBound({ reconnected: true })
    })
    this.#control.listen((message) => {
      this.#handled = this.#handled.then(() => this.#onMessage(message)).catch((error) => this.#listener.onFatal(error))
    })
  }

  /** Whether the Pea answers requests. */
  get isReady(): boolean {
    return this.#state !== 'starting'
  }

  /** Tells the Flow what was dropped because it breaks the protocol. */
  sendDropped({ peer, reason, count }: DropReport): void {
    this.#control.send({ type: 'dropped', pea: this.#spec.id, peer, reason, count })
  }

  /** The executor is set up, and serves these endpoints. */
  setUp(endpoints?: Endpoints): void {
    this.#isSetUp = true
    this.#endpoints = endpoints
    this.progress()
  }

  /** Sends the answers that are due now. */
  progress(): void {
    if (this.#isReadyDue && this.#isSetUp && this.#isEstablished) this.#sendReady()
    if (this.#isIdleDue && this.#dataPlane.isIdle) this.#sendIdle()
    for (const pod of this.#pauses) if (this.#dataPlane.edges.isSettledBy(pod)) this.#sendPaused(pod)
    for (const peer of this.#leaving) if (this.#dataPlane.edges.hasLeft(peer)) this.#sendLeft(peer)
  }

  get #isEstablished(): boolean {
    return this.#dataPlane.absentPeers.every((peer) => this.#lost.has(peer))
  }

  async #onMessage(message: FlowMessage): Promise<void> {
    if (message.type === 'wire') return await this.#wire(message)
    if (message.type === 'pause') {
      this.#dataPlane.edges.pause(message.to)
      this.#pauses.add(message.to)
    } else if (message.type === 'leaving') this.#onLeaving(message)
    else if (message.type === 'drain') {
      this.#isIdleDue = true
      this.#state = 'draining'
    } else if (message.type === 'stop') this.#listener.onStop()
    else if (message.type === 'ping') this.#sendStatus()
    else if (message.type === 'tap') this.#dataPlane.taps.apply(message)
    else this.#onRequests(message)
    this.progress()
  }

  /** What the Flow says about requests, and about peers that held some. */
  #onRequests(message: FlowMessage): void {
    if (message.type === 'gone' || message.type === 'lost') {
      if (message.type === 'lost') this.#lost.add(message.peer)
      this.#dataPlane.edges.onPeerExit({ ...message, isFinal: message.type === 'lost' })
    } else if (message.type === 'cancel') {
      this.#listener.onCancel(this.#dataPlane.cancel(message.requests, message.attempts))
    } else if (message.type === 'suspend') this.#listener.suspensions?.suspend(message.requests)
    else if (message.type === 'resume') this.#listener.suspensions?.resume(message.requests)
    else if (message.type === 'open') this.#dataPlane.takeOpen(message)
    else if (message.type === 'reconcile') this.#sendHolding(message)
  }

  async #wire(message: FlowMessage & { readonly type: 'wire' }): Promise<void> {
    this.#isReadyDue = true
    this.#lost.clear()
    const { ports, isNew } = await this.#dataPlane.wire(message)
    this.#ports = ports
    if (isNew) this.#sendBound()
    this.progress()
  }

  #onLeaving({ peer, incarnation }: PeerLeave): void {
    if (peer === this.#spec.id) {
      this.#listener.onLeaving()
      return
    }
    if (incarnation > 0) this.#leaving.add(peer)
    else this.#leaving.delete(peer)
    this.#dataPlane.edges.onPeerLeaving({ peer, incarnation })
  }

  #sendBound(connected: { readonly reconnected?: true } = {}): void {
    const identity = identityOf(this.#spec)
    const { publicKey } = this.#dataPlane
    const opened = { protocol: PROTOCOL, ports: this.#ports, publicKey }
    this.#control.send({ type: 'bound', ...identity, ...opened, ...connected })
  }

  #sendReady(): void {
    const { onReady } = this.#listener
    this.#isReadyDue = false
    this.#state = 'ready'
    this.#control.send(readyReport(this.#spec, { beats: onReady !== undefined, endpoints: this.#endpoints }))
    if (!this.#wasReady) onReady?.()
    this.#wasReady = true
  }

  #sendIdle(): void {
    this.#isIdleDue = false
    this.#dataPlane.flushAll()
    this.#control.send({ type: 'idle', pea: this.#spec.id })
  }

  #sendPaused(pod: string): void {
    this.#pauses.delete(pod)
    this.#control.send({ type: 'paused', pea: this.#spec.id, to: pod })
  }

  #sendHolding({ question, requests, attempts }: FlowMessage & { readonly type: 'reconcile' }): void {
    const holding = this.#dataPlane.holding(new Map(requests.map((request, index) => [request, attempts[index] ?? 0])))
    this.#control.send({ type: 'holding', pea: this.#spec.id, question, holding })
  }

  #sendLeft(peer: string): void {
    this.#leaving.delete(peer)
    this.#control.send({ type: 'left', pea: this.#spec.id, peer })
  }

  #sendStatus(): void {
    const { held, dropped, counters } = this.#dataPlane
    const counts = { served: counters.served, held, dropped }
    this.#control.send(statusReport(this.#spec, { state: this.#state, startedAt: this.#startedAt, ...counts }))
  }
}

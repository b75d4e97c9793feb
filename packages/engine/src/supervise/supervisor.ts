import type { FlowPlan, PeaPlan, StopOptions } from '@peaflow/core'
import { type FlowMessage, silenceLimit } from '@peaflow/protocol'
import type { Settings } from '../launch/settings.ts'
import { JoinedPlans } from '../plan/joined.ts'
import { sendersOf } from '../plan/neighbours.ts'
import { unlaunched } from './first-state.ts'
import type { Beating } from './heartbeats.ts'
import { perform, type Supervision } from './perform.ts'
import { readyLimit } from './ready-limit.ts'
import { RestartCounts } from './restart-counts.ts'
import { isRunning } from './state.ts'
import { SupervisedPea } from './supervised-pea.ts'
import { Watch } from './watch.ts'
import { exitMessages, leaveNotice, nextWire, peersOf, pendingMessages, wiringMessages } from './wiring.ts'

/** Sends a message to a Pea. */
export type Send = (pea: string, message: FlowMessage) => void

/** Keeps the Peas of a Flow running, and sends each of them the addresses of its peers. */
export class Supervisor implements Supervision {
  readonly settings: Settings
  readonly peas = new Map<string, SupervisedPea>()
  readonly restarts = new RestartCounts()
  readonly #plans: JoinedPlans
  readonly #send: Send
  #onDeath: () => void = () => {}
  #onWiring: (pea: SupervisedPea) => void = () => {}
  readonly #watch: Watch
  /** The last incarnation of each Pea that was forgotten. */
  readonly #incarnations = new Map<string, number>()

  constructor(plan: FlowPlan, settings: Settings, send: Send) {
    this.#plans = new JoinedPlans(plan)
    this.settings = settings
    this.#send = send
    this.#watch = new Watch({
      timeoutOf: (life) => this.#timeoutOf(life),
      ping: (pea) => settings.control.ping(pea),
      onSilent: (pea) => this.peas.get(pea)?.apply({ type: 'kill', reason: 'silent' }),
    })
  }

  /** The plan with the replicas that have joined. */
  get plan(): FlowPlan {
    return this.#plans.plan
  }

  /** The plan without the replicas that have joined: another plan is made of this one. */
  get planned(): FlowPlan {
    return this.#plans.planned
  }

  /** Sets what is called when a Pea has ended by itself. Call it once. */
  onDeath(listener: () => void): void {
    this.#onDeath = listener
  }

  /** Sets what is called before a Pea is sent its sockets. Call it once. */
  onWiring(listener: (pea: SupervisedPea) => void): void {
    this.#onWiring = listener
  }

  /** Launches a Pea and keeps it running. Its `ready` settles when that works, or cannot work. */
  launch(plan: PeaPlan): SupervisedPea {
    const pea = this.#add(plan)
    pea.apply({ type: 'launch', now: performance.now() })
    return pea
  }

  /** Takes in a Pea that runs in this process and is not launched: the gateway. */
  join(plan: PeaPlan): SupervisedPea {
    const pea = this.#add(plan)
    pea.join()
    return pea
  }

  /** Takes in a Pea that comes by itself, and is not there yet. */
  expect(plan: PeaPlan): void {
    this.#add(plan, true)
  }

  /** Gives these replicas, which have joined, their share; no others. */
  setJoined(joined: readonly PeaPlan[]): void {
    this.adopt(this.planned, joined)
  }

  /** The Pea, if this is its current incarnation: reports of an earlier one come too late. */
  find(id: string, incarnation: number): SupervisedPea | undefined {
    const pea = this.peas.get(id)
    return pea?.state.incarnation === incarnation ? pea : undefined
  }

  /** Takes a sign of life. A Pea that has shown one is replaced once it shows none for its `timeout_alive`. */
  onAlive(life: Beating): void {
    if (this.find(life.pea, life.incarnation) !== undefined) this.#watch.beat(life)
  }

  /** Asks a Pea for signs of life from now on: it is ready, and shows none unasked. */
  ask(life: Beating): void {
    if (this.find(life.pea, life.incarnation) !== undefined) this.#watch.ask(life)
  }

  /**
   * Goes over to another plan, and sends its Peas what is new. Returns those that are launched again: containers that
   * have to open a port, since a container publishes the ports that were known when it was created.
   */
  adopt(planned: FlowPlan, joined = this.#plans.joined): readonly SupervisedPea[] {
    const differing = this.#plans.change({ planned, joined })
    const running = [...this.peas.values()].filter(({ state }) => isRunning(state))
    const now = performance.now()
    for (const plan of this.plan.peas.map((pea) => this.#settle(pea)))
      this.peas.get(plan.id)?.apply({ type: 'replan', plan, now: differing.has(plan.id) ? now : undefined })
    this.wire(this.peas.values())
    return running.filter(({ state }) => !isRunning(state))
  }

  /** Sends each of these Peas its sockets, if they have changed. */
  wire(peas: Iterable<SupervisedPea>): void {
    for (const pea of peas) {
      const wire = nextWire(pea.state, this.peas)
      if (wire !== undefined) pea.apply({ type: 'wired', wire })
    }
  }

  /** Sends a Pea its sockets, changed or not, and what goes with them. */
  sendWiring(pea: SupervisedPea): void {
    const messages = wiringMessages(pea, { peas: this.peas, keys: this.settings.keys })
    if (messages.length > 0) this.#onWiring(pea)
    for (const message of messages) this.send(pea, message)
  }

  /** Tells those concerned how the last incarnation of a Pea ended. */
  announceExit(pea: SupervisedPea): void {
    for (const { to, message } of exitMessages(pea, this)) this.#send(to, message)
    this.wire(this.peersOf(pea))
    this.#onDeath()
  }

  /** Tells the senders of a Pea that it is leaving, or that it stays after all. */
  announceLeave(pea: SupervisedPea): void {
    for (const id of sendersOf(this.plan, pea.id)) this.#send(id, leaveNotice(pea.state))
  }

  /** Sends a Pea that has connected again what it may have missed: its sockets, the ends of its peers, and what it was asked. */
  sendState(pea: SupervisedPea): void {
    this.sendWiring(pea)
    for (const message of pendingMessages(pea, this.peas)) this.send(pea, message)
  }

  send({ id }: Pick<SupervisedPea, 'id'>, message: FlowMessage): void {
    this.#send(id, message)
  }

  /** Asks Peas to end, ends them after the grace period, and forgets them. Resolves when they have no processes. */
  async stop(peas: readonly SupervisedPea[], { grace }: StopOptions = {}): Promise<void> {
    const stopped = peas.map(async (pea) => {
      pea.apply({ type: 'stop', grace })
      await pea.ended.promise
      this.forget(pea)
    })
    await Promise.all(stopped)
    if (this.peas.size === 0) this.#watch.stop()
  }

  /** Forgets a Pea that has ended. One that gets its id later goes on counting its incarnations: no two lives are the same. */
  forget(pea: SupervisedPea): void {
    if (this.peas.get(pea.id) !== pea) return
    this.#incarnations.set(pea.id, pea.state.incarnation)
    this.peas.delete(pea.id)
  }

  /** When a Pea has to be ready, on the clock of `performance.now()`. */
  readyLimit(pea: SupervisedPea): number {
    const isPlanned = this.plan.peas.some(({ id }) => id === pea.id)
    return readyLimit(pea.state, { isPlanned, peers: this.peersOf(pea).map(({ state }) => state) })
  }

  /** The Peas that a Pea has a link to, in either direction. */
  peersOf(pea: SupervisedPea): readonly SupervisedPea[] {
    return peersOf(pea.plan, this.peas)
  }

  #timeoutOf({ pea, incarnation }: Beating): number | undefined {
    const state = this.find(pea, incarnation)?.state
    return state && isRunning(state) ? silenceLimit(state.plan.timeoutAlive) : undefined
  }

  /** A Pea of a plan with the transports that it uses on this machine. */
  #settle(plan: PeaPlan): PeaPlan {
    return this.settings.sharing?.settle(plan) ?? plan
  }

  #add(plan: PeaPlan, isAwaited = false): SupervisedPea {
    const precedent = { incarnation: this.#incarnations.get(plan.id), isAwaited }
    const state = unlaunched(this.#settle(plan), this.settings.firstStarts, precedent)
    const pea = new SupervisedPea(state, (pea, command) => perform(this, pea, command))
    this.peas.set(plan.id, pea)
    return pea
  }
}

import { type FlowPlan, hasOwnNetwork, type PeaExit, type PeaPlan, type StopOptions } from '@peaflow/core'
import { type FlowMessage, type PeaMessage, PROTOCOL } from '@peaflow/pea'
import type { Settings } from '../launch/settings.ts'
import { giversOf } from '../plan/neighbours.ts'
import { carryPorts, opensPort } from '../plan/wire.ts'
import { obituary } from './exit-notice.ts'
import { type LifeEvents, live, putDown } from './life.ts'
import { readyLimit } from './ready-limit.ts'
import { Member } from './supervised-pea.ts'
import { nextWire, openPorts, peersOf, stateOf } from './wiring.ts'

/** Sends a word to a Pea. */
export type Send = (pea: string, message: FlowMessage) => void

type Message<T extends PeaMessage['type']> = Extract<PeaMessage, { type: T }>

/** Keeps the Peas of a Flow running, and tells each of them where its peers are. */
export class Supervisor implements LifeEvents {
  plan: FlowPlan
  readonly settings: Settings
  readonly members = new Map<string, Member>()
  readonly #send: Send
  readonly #lives = new Map<Member, Promise<void>>()

  constructor(plan: FlowPlan, settings: Settings, send: Send) {
    this.plan = plan
    this.settings = settings
    this.#send = send
  }

  /** Launches a Pea and keeps it running; its `ready` tells how that goes. */
  launch(plan: PeaPlan): Member {
    const member = this.#add(plan)
    this.#lives.set(member, live(member, this.settings, this))
    return member
  }

  /** Takes in a Pea that runs in this process anyway: the gateway. */
  join(plan: PeaPlan): Member {
    const member = this.#add(plan)
    member.begin()
    member.phase = 'starting'
    return member
  }

  /**
   * Goes over to another plan, and tells its Peas what is new. Returns those that are launched anew: containers that
   * have to open a port, since what a container publishes is decided when it is created.
   */
  adopt(plan: FlowPlan): readonly Member[] {
    this.plan = plan
    for (const pea of plan.peas) {
      const member = this.members.get(pea.id)
      if (member === undefined) continue
      member.plan = pea
      if (member.phase !== 'ready') member.readyBy = performance.now() + pea.timeoutReady
    }
    const moved = [...this.members.values()].filter((member) => member.isRunning && mustMove(member))
    for (const member of moved) member.move()
    this.wire(this.members.values())
    return moved
  }

  /** Tells each of these Peas about its sockets, if there is something new to tell. */
  wire(members: Iterable<Member>): void {
    for (const member of members) {
      const message = nextWire(member, this.members)
      if (message === undefined || member.open === undefined) continue
      member.isWired = true
      member.told = message
      member.open = carryPorts({ before: member.open, after: message })
      this.remind(member)
    }
  }

  /** Tells a Pea how it is wired now. */
  remind(member: Member): void {
    for (const message of stateOf(member, this.members)) this.tell(member, message)
  }

  tell(member: Member, message: FlowMessage): void {
    this.#send(member.id, message)
  }

  /** Asks Peas to end, insists after the grace period, and forgets them; done when nothing is left of them. */
  async stop(members: readonly Member[], { grace }: StopOptions = {}): Promise<void> {
    const stopped = members.map(async (member) => {
      member.isLeaving = true
      if (member.handle === undefined || grace === 0) member.ending.abort()
      else void member.handle.stop({ grace })
      await this.#lives.get(member)
      this.#lives.delete(member)
      if (this.members.get(member.id) === member) this.members.delete(member.id)
    })
    await Promise.all(stopped)
  }

  onBound({ pea, incarnation, protocol, ports }: Message<'bound'>): void {
    const member = this.#find(pea, incarnation)
    if (member === undefined) return
    member.early = ports
    if (protocol !== PROTOCOL) refuse(member, protocol)
    // The handle says under which ports a container can be dialled, and may still be on its way.
    else if (member.phase !== 'launching') this.#open(member, ports)
  }

  onReady({ pea, incarnation }: Message<'ready'>): void {
    const member = this.#find(pea, incarnation)
    if (member === undefined || member.phase === 'ready') return
    member.phase = 'ready'
    member.stopWatch()
    // Whoever gave it up forgets that.
    if (member.wasLost) for (const peer of peersOf(member, this.members)) this.remind(peer)
    member.wasLost = false
    const isRestarted = member.wasReady
    member.wasReady = true
    member.ready.resolve()
    this.settings.onEvent({ type: 'pea-ready', pea, incarnation })
    if (isRestarted) this.settings.onEvent({ type: 'pea-restarted', pea, incarnation })
    if (member.idle !== undefined) this.tell(member, { type: 'drain' })
  }

  onHeld({ pea, to }: Message<'held'>): void {
    this.members.get(pea)?.holds.get(to)?.resolve()
  }

  onIdle({ pea }: Message<'idle'>): void {
    this.members.get(pea)?.idle?.resolve()
  }

  onFatal({ pea, error }: Message<'fatal'>): void {
    const member = this.members.get(pea)
    if (member === undefined) return
    member.fatal = error
    member.lastWords.resolve()
    // Nothing of a start that fails is worth waiting for.
    if (!member.wasReady) member.ending.abort()
  }

  onStuck({ peer, incarnation }: Message<'stuck'>): void {
    const member = this.#find(peer, incarnation)
    if (member?.isRunning) putDown(member, 'stuck')
  }

  onStatus({ status }: Message<'status'>): void {
    this.members.get(status.pea)?.status?.resolve(status)
  }

  onLaunched(member: Member): void {
    const { id: pea, incarnation, early } = member
    this.settings.onEvent({ type: 'pea-launched', pea, incarnation })
    if (early !== undefined) this.#open(member, early)
  }

  onExited({ id: pea, incarnation, isLeaving: expected }: Member, exit: PeaExit): void {
    this.settings.onEvent({ type: 'pea-exited', pea, incarnation, expected, exit })
  }

  onGone(member: Member, isFinal: boolean): void {
    const end = obituary(member)
    for (const giver of giversOf(this.plan, member.id)) this.#send(giver, { type: isFinal ? 'lost' : 'gone', ...end })
    const peers = peersOf(member, this.members)
    // Nobody who starts waits for one that is lost any longer, neither for its ports nor for its greeting.
    if (isFinal) for (const peer of peers) this.tell(peer, { type: 'lost', ...end })
    this.wire(peers)
    if (isFinal) this.settings.onEvent({ type: 'pea-lost', pea: member.id, reason: end.reason })
  }

  readyLimit(member: Member): number {
    const isPlanned = this.plan.peas.some(({ id }) => id === member.id)
    // One that a change of the plan adds has its ports open, and waits until the others are told of it.
    if (!isPlanned && member.open !== undefined) return Number.POSITIVE_INFINITY
    return readyLimit(member, peersOf(member, this.members))
  }

  #add(plan: PeaPlan): Member {
    const member = new Member(plan)
    this.members.set(plan.id, member)
    return member
  }

  #find(pea: string, incarnation: number): Member | undefined {
    const member = this.members.get(pea)
    return member?.incarnation === incarnation ? member : undefined
  }

  #open(member: Member, ports: readonly number[]): void {
    openPorts(member, ports)
    this.wire([member, ...peersOf(member, this.members)])
  }
}

function mustMove({ plan, told }: Member): boolean {
  return hasOwnNetwork(plan) && opensPort({ before: told, after: plan })
}

function refuse(member: Member, protocol: number): void {
  const message = `"${member.id}" speaks version ${protocol} of the protocol, this Flow version ${PROTOCOL}`
  member.fatal = { code: 'LAUNCH_PROTOCOL', message, pod: member.plan.pod, pea: member.id }
  member.ending.abort()
}

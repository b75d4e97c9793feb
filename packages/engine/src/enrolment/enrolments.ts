import {
  type FlowPlan,
  isJoined,
  type JoinedPlan,
  type LaunchOptions,
  type PeaHandle,
  type PeaPlan,
  type PeaSpec,
} from '@peaflow/core'
import { derivePodKey, type Enrolment, isSameProof, proveAdopt, proveEnrol } from '@peaflow/protocol'
import { defer } from '../async/deferred.ts'
import type { Identity } from '../control/identity.ts'
import type { Joiner, JoinRefusal } from '../control/joiner.ts'
import type { FlowKeys } from '../launch/start-keys.ts'
import { joinedPea } from '../plan/joined.ts'
import { isAway } from '../supervise/state.ts'
import type { SupervisedPea } from '../supervise/supervised-pea.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import { JoinedLife } from './joined-life.ts'
import { assignNumber } from './numbers.ts'
import { isFull, isStopping, notOpen, unknownNumber, unproved } from './refusals.ts'
import { isSharded } from './shards.ts'

/** Why a replica that had joined has ended. */
export interface JoinedFailure {
  readonly pea: string
  readonly reason: string
}

/** The replicas that join a Flow: which number each gets, and whether it is still there. */
export class Enrolments {
  readonly #keys: FlowKeys
  readonly #services = new Map<string, JoinedLife>()
  /** The replicas that have a share, by their ids. */
  readonly #joined = new Map<string, PeaPlan>()
  #supervisor: Supervisor | undefined
  #isStopping = false
  readonly #enough = defer<void>()
  #lastFailure: JoinedFailure | undefined

  constructor(keys: FlowKeys) {
    this.#keys = keys
  }

  /** Begins to take replicas. Those of Pods that poll all have their places from the start, as each holds a share of the data. */
  begin(supervisor: Supervisor): void {
    this.#supervisor = supervisor
    for (const { joined } of supervisor.plan.pods) {
      if (joined === undefined || !isSharded(supervisor.plan, joined)) continue
      for (let number = 0; number < joined.max; number++) {
        const plan = joinedPea(joined, number)
        supervisor.expect(plan)
        this.#joined.set(plan.id, plan)
      }
    }
    if (this.#joined.size > 0) this.#share(supervisor)
    this.onReady()
  }

  /** Resolves once each Pod has as many replicas that are ready as it needs. */
  get enough(): Promise<void> {
    return this.#enough.promise
  }

  /** Takes no more replicas: the Flow stops. */
  stop(): void {
    this.#isStopping = true
  }

  /** A Pea has become ready. */
  onReady(): void {
    if (this.missing.length === 0) this.#enough.resolve()
  }

  /** The Pods that need further replicas until the Flow is ready, and how many. */
  get missing(): readonly { readonly pod: string; readonly count: number }[] {
    const { pods = [] } = this.#supervisor?.plan ?? {}
    return pods.flatMap(({ name, joined }) => {
      if (joined === undefined) return []
      const count = joined.min - this.#peasOf(name).filter(({ isReady }) => isReady).length
      return count > 0 ? [{ pod: name, count }] : []
    })
  }

  /** The last replica that has ended with a reason, other than by leaving. */
  get lastFailure(): JoinedFailure | undefined {
    return this.#lastFailure
  }

  take(enrolment: Enrolment, joiner: Joiner): JoinRefusal | undefined {
    const supervisor = this.#supervisor
    if (!this.#isProved(enrolment)) return unproved(enrolment.pod)
    if (supervisor === undefined || this.#isStopping) return isStopping()
    const joined = joinedOf(supervisor.plan, enrolment.pod)
    if (joined === undefined) return notOpen(enrolment.pod, supervisor.plan)
    if (isSharded(supervisor.plan, joined) && enrolment.replica === undefined)
      return unknownNumber(enrolment.pod, joined)
    const taken = new Set(
      this.#peasOf(enrolment.pod).flatMap(({ state }) => (isAway(state) ? [] : state.plan.replicaId)),
    )
    const number = assignNumber(taken, joined.max, enrolment)
    if (number === undefined) return isFull(enrolment, joined)
    this.#enrol(supervisor, joinedPea(joined, number), joiner)
    return undefined
  }

  isOver({ pea, incarnation }: Identity): boolean {
    return this.#supervisor?.find(pea, incarnation) === undefined || !this.#isServing(pea)
  }

  onLost({ pea, incarnation }: Identity): void {
    if (this.#supervisor?.find(pea, incarnation) !== undefined) this.#services.get(pea)?.onLost()
  }

  onBack({ pea }: Identity): void {
    this.#services.get(pea)?.onBack()
  }

  /** A Pea has said why it will end. One that has joined is released at once, so that its end may not be heard. */
  onFatal(pea: string, reason: string): void {
    if (this.#services.has(pea)) this.#lastFailure = { pea, reason }
  }

  /** It has said that it serves the Flow no longer. */
  onEnded(pea: string, code: number, reason: string | undefined): void {
    if (code !== 0 && reason !== undefined) this.#lastFailure = { pea, reason }
    this.#services.get(pea)?.end(code, reason)
  }

  /** "Launches" a replica that has joined: what a launcher does for other Peas. */
  launch(spec: PeaSpec, { signal }: LaunchOptions): PeaHandle {
    const life = this.#services.get(spec.id)
    if (life === undefined) throw new TypeError(`${spec.id} has not joined`)
    const proof = proveAdopt(derivePodKey(this.#keys.flow, spec.pod).bytes, spec.flowId).toString('hex')
    return life.begin(spec, { proof, signal })
  }

  #enrol(supervisor: Supervisor, plan: PeaPlan, joiner: Joiner): void {
    const { id } = plan
    const life = new JoinedLife(joiner, () => supervisor.send({ id }, { type: 'release' }))
    this.#services.set(id, life)
    const awaited = supervisor.peas.get(id)
    if (awaited === undefined) void this.#follow(supervisor, supervisor.launch(plan))
    else awaited.apply({ type: 'launch', now: performance.now() })
  }

  /** Gives a replica its share once it has answered, and takes that away when it has ended. */
  async #follow(supervisor: Supervisor, pea: SupervisedPea): Promise<void> {
    const { plan } = pea
    const share = () => {
      this.#joined.set(plan.id, plan)
      this.#share(supervisor)
    }
    await pea.bound.promise.then(share, () => {}) // it has ended before
    await pea.ended.promise
    supervisor.forget(pea)
    if (this.#joined.delete(plan.id)) this.#share(supervisor)
  }

  #share(supervisor: Supervisor): void {
    supervisor.setJoined([...this.#joined.values()])
  }

  #peasOf(pod: string): readonly SupervisedPea[] {
    const all = [...(this.#supervisor?.peas.values() ?? [])]
    return all.filter(({ plan }) => plan.pod === pod && isJoined(plan))
  }

  #isServing(id: string): boolean {
    return this.#services.get(id)?.isOver === false
  }

  #isProved({ pod, proof }: Enrolment): boolean {
    const expected = proveEnrol(derivePodKey(this.#keys.flow, pod).bytes)
    return isSameProof(Buffer.from(proof, 'hex'), expected)
  }
}

function joinedOf({ pods }: FlowPlan, pod: string): JoinedPlan | undefined {
  return pods.find(({ name }) => name === pod)?.joined
}

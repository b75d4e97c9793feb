import type { FlowPlan, PeaPlan } from '@peaflow/core'
import type { Holding } from '@peaflow/protocol'

/** A message on an edge, as its sender knows it until it is settled. */
interface Sent {
  readonly to: string
  readonly edge: number
  readonly shard: number
  /** The Peas that can get it. */
  peers: readonly string[]
  /** The Pea that has got it. */
  at: string | undefined
  isReceived: boolean
}

/** What one Pea knows of the request. */
interface Memory {
  state: 'none' | 'joining' | 'call' | 'sending' | 'over'
  /** The edges and shards that have arrived. */
  readonly joined: Set<string>
  readonly sent: Set<Sent>
  /** The messages that it has received, which it settles once it is over. */
  readonly received: Set<Sent>
}

/** One request on its way through the Peas of a plan, in random steps: a model of the data plane, in which Peas may die. */
export class Simulation {
  readonly #plan: FlowPlan
  readonly #peas: ReadonlyMap<string, PeaPlan>
  readonly #memories = new Map<string, Memory>()
  isAnswered = false

  constructor(plan: FlowPlan) {
    this.#plan = plan
    this.#peas = new Map(plan.peas.map((pea) => [pea.id, pea]))
    for (const { id } of plan.peas) this.#memories.set(id, empty())
    this.#send(this.#gateway)
  }

  /** Takes one of the steps that are possible. Returns `false` if there is none. */
  step(choice: number): boolean {
    const steps = this.#steps()
    steps[choice % Math.max(1, steps.length)]?.()
    return steps.length > 0
  }

  /** A Pea dies, with all that it knows; its senders take back what it has not settled. */
  kill(id: string): void {
    this.#memories.set(id, empty())
    for (const { sent } of this.#memories.values()) for (const one of sent) if (one.at === id) one.at = undefined
  }

  holding(id: string): Holding[] {
    const { state, joined, sent } = this.#memory(id)
    const requests = [0]
    const joins = [...joined].map((key) => {
      const [edge = 0, shard = 0] = key.split(' ').map(Number)
      return { at: 'join', edge, shard, requests } as const
    })
    return [
      ...(state === 'joining' ? joins : []),
      ...(state === 'call' ? [{ at: 'call', requests } as const] : []),
      ...(state === 'sending' || state === 'over' ? [{ at: 'over', requests } as const] : []),
      ...[...sent].map(({ to, edge, peers, at }) => {
        return { at: 'link', to, edge, peers: at === undefined ? peers : [at], requests } as const
      }),
    ]
  }

  get #gateway(): PeaPlan {
    return this.#peas.get('gateway') as PeaPlan
  }

  #memory(id: string): Memory {
    return this.#memories.get(id) as Memory
  }

  #steps(): (() => void)[] {
    return [...this.#memories].flatMap(([id, memory]) => {
      const pea = this.#peas.get(id) as PeaPlan
      const ofMessages = [...memory.sent].flatMap((one) => this.#stepsOf(pea, one))
      return memory.state === 'call' ? [...ofMessages, () => this.#endCall(pea)] : ofMessages
    })
  }

  #stepsOf(sender: PeaPlan, one: Sent): (() => void)[] {
    const { at } = one
    if (at === undefined) return one.peers.map((peer) => () => this.#receive(peer, sender, one))
    const receiver = this.#memory(at)
    if (!one.isReceived) return [() => this.#acknowledge(sender, one)]
    return receiver.state === 'over' && receiver.received.has(one) ? [() => this.#settle(sender, one)] : []
  }

  #receive(peer: string, sender: PeaPlan, one: Sent): void {
    const pea = this.#peas.get(peer) as PeaPlan
    const memory = this.#memory(peer)
    one.at = peer
    memory.received.add(one)
    if (memory.state !== 'none' && memory.state !== 'joining') return // a repeat
    memory.state = 'joining'
    const isReplica = pea.role === 'replica' && pea.replicas > 1
    memory.joined.add(`${one.edge} ${sender.role === 'replica' && sender.replicas > 1 ? this.#shardOf(sender) : 0}`)
    if (isReplica || this.#isComplete(pea)) this.#complete(pea)
  }

  #isComplete(pea: PeaPlan): boolean {
    const { joined } = this.#memory(pea.id)
    return pea.inputs.every(
      ({ edge, peers }) =>
        pea.inputs
          .filter((input) => input.edge === edge)
          .flatMap((input) => input.peers)
          .every((id) => {
            const sender = this.#peas.get(id) as PeaPlan
            const isSharded = sender.replicas > 1 && sender.role === 'replica' && this.#isForAll(sender)
            return joined.has(`${edge} ${isSharded ? sender.replicaId : 0}`)
          }) && peers.length > 0,
    )
  }

  #complete(pea: PeaPlan): void {
    if (pea.id === 'gateway') this.isAnswered = true
    this.#memory(pea.id).state = pea.id === 'gateway' ? 'over' : 'call'
  }

  #endCall(pea: PeaPlan): void {
    this.#send(pea)
    this.#endIfReceived(pea)
  }

  #send(pea: PeaPlan): void {
    const memory = this.#memory(pea.id)
    if (pea.id !== 'gateway') memory.state = 'sending'
    for (const key of new Set(pea.outputs.map(({ to, edge }) => `${to} ${edge}`))) {
      const outputs = pea.outputs.filter(({ to, edge }) => `${to} ${edge}` === key)
      const peers = outputs.flatMap((output) => output.peers)
      const [{ to, edge, polling } = { to: '', edge: 0, polling: 'any' }] = outputs
      const groups = polling === 'all' ? peers.map((peer) => [peer]) : [peers]
      for (const [shard, group] of groups.entries()) {
        memory.sent.add({ to, edge, shard, peers: group, at: undefined, isReceived: false })
      }
    }
  }

  #acknowledge(sender: PeaPlan, one: Sent): void {
    one.isReceived = true
    this.#endIfReceived(sender)
  }

  #endIfReceived({ id }: PeaPlan): void {
    const memory = this.#memory(id)
    if (memory.state === 'sending' && [...memory.sent].every(({ isReceived }) => isReceived)) memory.state = 'over'
  }

  #settle(sender: PeaPlan, one: Sent): void {
    this.#memory(sender.id).sent.delete(one)
  }

  #shardOf(sender: PeaPlan): number {
    return this.#isForAll(sender) ? sender.replicaId : 0
  }

  #isForAll({ id, pod }: PeaPlan): boolean {
    return this.#plan.peas.some(({ outputs }) =>
      outputs.some(({ to, peers, polling }) => to === pod && peers.includes(id) && polling === 'all'),
    )
  }
}

function empty(): Memory {
  return { state: 'none', joined: new Set(), sent: new Set(), received: new Set() }
}

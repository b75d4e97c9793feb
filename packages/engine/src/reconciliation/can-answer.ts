import type { FlowPlan, PeaPlan, Polling } from '@peaflow/core'
import type { Holding } from '@peaflow/protocol'
import { type PeaHoldings, toHoldings } from './holdings.ts'

/** A request whose answer is waited for. */
export interface AskedRequest {
  readonly request: number
  readonly endpoint: string
}

/**
 * Decides for requests whether their answers can still come, from what each Pea reported that it holds of them. Follows the
 * edges back from the gateway: a message comes if it has arrived, if its sender still holds it for this receiver, or if the
 * sender is yet to make it, that is, it is being called, or all that it is made from comes.
 *
 * What was passed on (`over`) is never made again, even if a sender above still holds a message for it: that message is a
 * repeat. When in doubt, the answer is no, and the request is sent again: another replica may be about to repeat it, or not.
 */
export function answerCheck(
  plan: Pick<FlowPlan, 'peas'>,
  reported: ReadonlyMap<string, readonly Holding[]>,
): (asked: AskedRequest) => boolean {
  const peas = new Map(plan.peas.map((pea) => [pea.id, pea]))
  const holdings = new Map(plan.peas.map(({ id }) => [id, toHoldings(reported.get(id) ?? [])]))
  const gateway = plan.peas.find(({ role }) => role === 'gateway')
  return (asked) => gateway !== undefined && new Search({ peas, holdings }, asked).isCompleteAt(gateway)
}

interface Graph {
  readonly peas: ReadonlyMap<string, PeaPlan>
  readonly holdings: ReadonlyMap<string, PeaHoldings>
}

/** The search for the messages of one request. */
class Search {
  readonly #graph: Graph
  readonly #asked: AskedRequest
  /** Whether a Pea is yet to make its message, by its id: paths through a graph may meet in many Peas. */
  readonly #makes = new Map<string, boolean>()

  constructor(graph: Graph, asked: AskedRequest) {
    this.#graph = graph
    this.#asked = asked
  }

  /** Whether a message has arrived, or comes, on each edge into a Pea; on each of its shards where an edge has some. */
  isCompleteAt(pea: PeaPlan): boolean {
    const edges = new Set(pea.inputs.map(({ edge }) => edge))
    return edges.size > 0 && [...edges].every((edge) => this.#comesOn(pea, edge))
  }

  #comesOn(pea: PeaPlan, edge: number): boolean {
    const senders = this.#sendersOf(pea, edge)
    if (this.#isSharded(senders)) {
      return senders.every(
        (sender) => this.#hasArrived(pea, edge, sender.replicaId) || this.#comesFrom(sender, { pea, edge }),
      )
    }
    if (this.#hasArrived(pea, edge, 0)) return true
    if (senders.some((sender) => this.#sends(sender, { pea, edge }))) return true
    if (senders.some((sender) => this.#holdingsOf(sender).calls(this.#asked.request))) return true
    // One replica has passed it on: whether another gets a repeat of it, and not this one, is open.
    return !senders.some((sender) => this.#isOver(sender)) && senders.some((sender) => this.#isYetToMake(sender))
  }

  #comesFrom(sender: PeaPlan, to: { readonly pea: PeaPlan; readonly edge: number }): boolean {
    return this.#sends(sender, to) || this.#isYetToMake(sender)
  }

  /** Whether a Pea is yet to make the message that it sends on. */
  #isYetToMake(pea: PeaPlan): boolean {
    const known = this.#makes.get(pea.id)
    if (known !== undefined) return known
    const isMade = this.#holdingsOf(pea).calls(this.#asked.request)
    const makes = isMade || (pea.role !== 'gateway' && !this.#isOver(pea) && this.isCompleteAt(pea))
    this.#makes.set(pea.id, makes)
    return makes
  }

  #isOver(pea: PeaPlan): boolean {
    return this.#holdingsOf(pea).isOver(this.#asked.request)
  }

  #hasArrived(pea: PeaPlan, edge: number, shard: number): boolean {
    return this.#holdingsOf(pea).hasArrived(this.#asked.request, { edge, shard })
  }

  #sends(sender: PeaPlan, { pea, edge }: { readonly pea: PeaPlan; readonly edge: number }): boolean {
    return this.#holdingsOf(sender).sends(this.#asked.request, { pod: pea.pod, edge, peer: pea.id })
  }

  #holdingsOf({ id }: PeaPlan): PeaHoldings {
    return this.#graph.holdings.get(id) ?? toHoldings([])
  }

  #sendersOf(pea: PeaPlan, edge: number): readonly PeaPlan[] {
    const ids = new Set(pea.inputs.filter((input) => input.edge === edge).flatMap(({ peers }) => peers))
    return [...ids].flatMap((id) => this.#graph.peas.get(id) ?? [])
  }

  /** Whether each of these replicas has got a shard of the request: the edge into them says so, by endpoint. */
  #isSharded(senders: readonly PeaPlan[]): boolean {
    const [first] = senders
    if (first === undefined || senders.length < 2) return false
    const dealers = first.inputs.flatMap(({ peers }) => peers).flatMap((id) => this.#graph.peas.get(id) ?? [])
    const outputs = dealers.flatMap(({ outputs }) => outputs).filter(({ to }) => to === first.pod)
    return outputs.some(({ polling, peers }) => peers.includes(first.id) && isForAll(polling, this.#asked.endpoint))
  }
}

function isForAll(polling: Polling, endpoint: string): boolean {
  if (typeof polling === 'string') return polling === 'all'
  return (Object.hasOwn(polling, endpoint) ? polling[endpoint] : polling.default) === 'all'
}

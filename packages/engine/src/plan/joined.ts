import { isDeepStrictEqual } from 'node:util'
import { type FlowPlan, type JoinedPlan, type LinkPlan, type PeaPlan, toAddress } from '@peaflow/core'

/** A replica that joins, with the number that it gets. */
export function joinedPea({ replica }: JoinedPlan, replicaId: number): PeaPlan {
  const { pod, workspace } = replica
  const folder = workspace === undefined ? {} : { workspace: workspace.replace(/[^/]*$/, String(replicaId)) }
  return { ...replica, id: `${pod}/${replicaId}`, replicaId, ...folder }
}

/** The plan of a running Flow, to which replicas join. */
export class JoinedPlans {
  #planned: FlowPlan
  #joined: readonly PeaPlan[] = []
  #plan: FlowPlan

  constructor(planned: FlowPlan) {
    this.#planned = planned
    this.#plan = planned
  }

  /** The plan without them. */
  get planned(): FlowPlan {
    return this.#planned
  }

  /** Those that have a share now. */
  get joined(): readonly PeaPlan[] {
    return this.#joined
  }

  /** The plan with them. */
  get plan(): FlowPlan {
    return this.#plan
  }

  /** Changes what it is made of. Returns the ids of the Peas that are new in it, or are not planned as before. */
  change({ planned, joined }: Pick<JoinedPlans, 'planned' | 'joined'>): ReadonlySet<string> {
    const before = new Map(this.#plan.peas.map((pea) => [pea.id, pea]))
    this.#planned = planned
    this.#joined = joined
    this.#plan = withJoined(planned, joined)
    const differing = this.#plan.peas.filter((pea) => !isDeepStrictEqual(before.get(pea.id), pea))
    return new Set(differing.map(({ id }) => id))
  }
}

/** A plan with the replicas that have joined, between the head and the tail of their Pods. */
export function withJoined(plan: FlowPlan, joined: readonly PeaPlan[]): FlowPlan {
  if (joined.length === 0) return plan
  const replicasOf = (pod: string) => joined.filter((pea) => pea.pod === pod)
  const idsOf = (pod: string) => replicasOf(pod).map(({ id }) => id)
  const peas = plan.peas.flatMap((pea) => {
    const own = { ...pea, ...withPeers(pea, idsOf(pea.pod)) }
    return pea.role === 'head' ? [own, ...replicasOf(pea.pod)] : [own]
  })
  const pods = plan.pods.map((pod) => {
    const [head, ...others] = pod.peas
    const ids = idsOf(pod.name)
    return head === undefined || ids.length === 0 ? pod : { ...pod, peas: [head, ...ids, ...others] }
  })
  return { ...plan, peas, pods, links: [...plan.links, ...joined.flatMap(linksOf)] }
}

/** The sockets of a head or a tail, with the replicas of its Pod at their other ends. */
function withPeers(
  { pod, role, inputs, outputs }: PeaPlan,
  ids: readonly string[],
): Pick<PeaPlan, 'inputs' | 'outputs'> {
  if (ids.length === 0) return { inputs, outputs }
  return {
    inputs: inputs.map((input) => (role === 'tail' && input.from === pod ? { ...input, peers: ids } : input)),
    outputs: outputs.map((output) => (role === 'head' && output.to === pod ? { ...output, peers: ids } : output)),
  }
}

function linksOf({ id, inputs, outputs }: PeaPlan): readonly LinkPlan[] {
  const common = { connect: id, transport: 'tcp' } as const
  return [
    ...inputs.flatMap(({ peers: [from = ''], host, port }) => [
      { ...common, from, to: id, bind: from, address: toAddress(host, port) },
    ]),
    ...outputs.flatMap(({ peers: [to = ''], host, port }) => [
      { ...common, from: id, to, bind: to, address: toAddress(host, port) },
    ]),
  ]
}

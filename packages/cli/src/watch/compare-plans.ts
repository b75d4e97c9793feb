import { isDeepStrictEqual } from 'node:util'
import { type FlowPlan, isFlowError, isJoined, namesakes, type PeaPlan } from '@peaflow/core'
import { scalePlan } from '@peaflow/flow'

/** A Pod that is to have another number of replicas. */
export interface ScaledPod {
  readonly pod: string
  readonly from: number
  readonly to: number
}

/** What has to be done to a Flow whose file has changed. */
export type PlanChange =
  /** The Flow has to be started again: `why` says what has changed. */
  | { readonly type: 'other-flow'; readonly why: string }
  /** Pods have to be scaled, and then others, or the same, to be restarted. Neither if nothing has changed. */
  | { readonly type: 'other-pods'; readonly scaled: readonly ScaledPod[]; readonly changed: readonly string[] }

/** Two plans of one flow file. */
export interface FilePlans {
  readonly before: FlowPlan
  readonly after: FlowPlan
}

/** Compares the plan of a flow file with the one that it had before. */
export function comparePlans({ before, after }: FilePlans): PlanChange {
  if (!isDeepStrictEqual(edgesOf(before), edgesOf(after)))
    return { type: 'other-flow', why: 'it has other Pods or edges' }
  const [own, other] = [before, after].map(flowOptionsOf)
  if (!isDeepStrictEqual(own, other)) return { type: 'other-flow', why: 'the Flow itself has other options' }
  const joining = before.pods.find(({ joined }, index) => !isDeepStrictEqual(joined, after.pods[index]?.joined))
  if (joining !== undefined) {
    return { type: 'other-flow', why: `the replicas of ${joining.name} come by peaflow join, or did` }
  }
  const scaled = scaledPods({ before, after })
  const aligned = alignPlan(
    after,
    scaled.map(({ pod, from }) => [pod, from]),
  )
  if (aligned === undefined)
    return { type: 'other-flow', why: 'a Pod that cannot be scaled has another number of replicas' }
  const peas = new Map(aligned.peas.map((pea) => [pea.id, pea]))
  const moved = before.peas.find((pea) => !isDeepStrictEqual(frameOf(pea), frameOf(peas.get(pea.id))))
  const isMoved = moved !== undefined || peas.size !== before.peas.length
  if (isMoved) return { type: 'other-flow', why: `${moved?.pod ?? 'a Pod'} has other links, or runs elsewhere` }
  const changed = before.peas.filter((pea) => !isDeepStrictEqual(contentOf(pea), contentOf(peas.get(pea.id))))
  return { type: 'other-pods', scaled, changed: [...new Set(changed.map(({ pod }) => pod))] }
}

/** A plan with these numbers of replicas; `undefined` if a Pod cannot have them. */
export function alignPlan(
  plan: FlowPlan,
  replicas: Iterable<readonly [pod: string, replicas: number]>,
): FlowPlan | undefined {
  try {
    return [...replicas].reduce((scaled, [pod, count]) => scalePlan(scaled, pod, count), plan)
  } catch (error) {
    if (isFlowError(error)) return undefined
    throw error
  }
}

/** How many replicas each Pod has, by the name of the first of its group. */
export function replicasOf({ peas }: FlowPlan): ReadonlyMap<string, number> {
  const replicas = peas.filter((pea) => pea.role === 'replica' && !isJoined(pea))
  return new Map(replicas.map(({ pod }) => [pod, replicas.filter((pea) => pea.pod === pod).length]))
}

function scaledPods({ before, after }: FilePlans): readonly ScaledPod[] {
  const now = replicasOf(after)
  return [...replicasOf(before)]
    .map(([pod, from]) => ({ pod, from, to: now.get(pod) ?? from }))
    .filter(({ from, to }) => from !== to)
}

/** Its ports are chosen when it is built; those that are given by hand stand among the options of the Pods. */
function flowOptionsOf({ flow, optimize, options }: FlowPlan): unknown {
  const { control, ...others } = options
  return { flow, optimize, ...others, host: control.host, bridge: control.bridge }
}

function edgesOf(plan: FlowPlan): unknown {
  const groups = namesakes(plan)
  return plan.pods.map(({ name, needs, options }) => {
    const byHand = Object.entries(options).filter(([option]) => /^(?:port|host)/.test(option))
    return { name, needs, group: groups.get(name), byHand }
  })
}

/** What a Pea cannot get while the Flow runs. */
function frameOf(pea: PeaPlan | undefined): unknown {
  const { inputs = [], outputs = [], runtime, image, host, hostname, external, expects, side } = pea ?? {}
  const links = [...inputs, ...outputs].map(({ port: _port, ...link }) => link)
  return { links, runtime, image, host, hostname, external, expects, side }
}

/** What it can get with a new life. */
function contentOf(pea: PeaPlan | undefined): unknown {
  const { inputs: _inputs, outputs: _outputs, control: _control, ...content } = pea ?? {}
  return content
}

import { BUILT_IN_EXECUTORS, type EndpointDescription, type Endpoints, type PeaPlan } from '@peaflow/core'

/** What a running Flow serves, as its Pods have said. */
export interface FlowEndpoints {
  /**
   * Whether a request to any endpoint is taken: a Pod serves every endpoint, such as a function or an executor with
   * `default`, or no Pod is known to serve any, or a Pod is not ready, and what it serves is not known.
   */
  readonly takesAll: boolean
  /** The endpoints that Pods name, in the order of the plan; `default` stands for all that a Pod does not name. */
  readonly endpoints: readonly FlowEndpoint[]
}

/** One endpoint of a Flow. */
export interface FlowEndpoint {
  /** `/index`, or `default`. */
  readonly endpoint: string
  /** The Pods that serve it, in the order of the plan. */
  readonly pods: readonly PodEndpoint[]
}

/** What a Pod takes and gives at an endpoint. */
export interface PodEndpoint extends EndpointDescription {
  readonly pod: string
}

/** A Pea, as far as it decides what the Flow serves. */
export interface ServingPea {
  readonly plan: Pick<PeaPlan, 'pod' | 'role' | 'uses' | 'external' | 'image'>
  readonly isReady: boolean
  /** What it has said; `undefined` if it has said nothing. */
  readonly endpoints: Endpoints | undefined
}

const NONE: Endpoints = {}

/** What a Flow of these Peas serves. A Pod of which no replica is ready may serve every endpoint. */
export function flowEndpoints(peas: Iterable<ServingPea>): FlowEndpoints {
  const others = [...peas].filter(({ plan }) => plan.role !== 'gateway')
  const served = new Map<string, PodEndpoint[]>()
  let takesAll = false
  for (const pod of new Set(others.map(({ plan }) => plan.pod))) {
    const own = others.filter(({ plan }) => plan.pod === pod)
    const said = own.filter(({ isReady }) => isReady).map((pea) => pea.endpoints ?? impliedBy(pea.plan))
    if (!own.some(({ plan, isReady }) => isReady && plan.role === 'replica')) takesAll = true
    for (const [endpoint, description] of merge(said)) {
      served.set(endpoint, [...(served.get(endpoint) ?? []), { pod, ...description }])
    }
    takesAll ||= said.includes(undefined)
  }
  const endpoints = Array.from(served, ([endpoint, pods]) => ({ endpoint, pods }))
  return { takesAll: takesAll || served.size === 0 || served.has('default'), endpoints }
}

/** The first replica that names an endpoint describes it: all of them run the same executor. */
function merge(said: readonly (Endpoints | undefined)[]): ReadonlyMap<string, EndpointDescription> {
  return new Map(said.toReversed().flatMap((endpoints = NONE) => Object.entries(endpoints)))
}

/**
 * What a Pea serves that says nothing: one with a built-in executor serves what the rest of the Flow does, any other one
 * possibly everything. What an image or an external Pea runs, the plan does not know.
 */
function impliedBy({ uses, image, external }: ServingPea['plan']): Endpoints | undefined {
  const isBuiltIn = BUILT_IN_EXECUTORS.some((name) => name === uses)
  return isBuiltIn && image === undefined && !external ? NONE : undefined
}

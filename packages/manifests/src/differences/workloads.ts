import { seatsOf } from '../compose/services.ts'
import type { Deployment, PodContainers } from '../deployment/deployment.ts'
import { FLOW_SERVICE } from '../deployment/paths.ts'
import type { Platform } from '../input/exported-flow.ts'
import { namesOf, podObjectName } from '../kubernetes/names.ts'
import type { Workload } from './difference.ts'

/** The names that a Flow has on a platform. */
export interface PlatformNames {
  /** What runs the container of the Flow. */
  readonly flow: Workload
  /** The host at which replicas find the Flow. */
  readonly host: string
  /** What runs the replicas of each Pod with an image, by Pod. */
  readonly pods: ReadonlyMap<string, readonly Workload[]>
}

/** The names that a Flow has on a platform. */
export function platformNames(deployment: Deployment, platform: Platform): PlatformNames {
  const { flow, host, workloadsOf } = platform === 'kubernetes' ? ofKubernetes(deployment) : SERVICES
  return { flow, host, pods: new Map(deployment.pods.map((pod) => [pod.pod, workloadsOf(pod)])) }
}

interface Naming extends Pick<PlatformNames, 'flow' | 'host'> {
  workloadsOf(pod: PodContainers): readonly Workload[]
}

function ofKubernetes(deployment: Deployment): Naming {
  const { flow, inner } = namesOf(deployment)
  return {
    flow: { kind: 'Deployment', name: flow, replicas: 1 },
    host: inner,
    workloadsOf: (pod) => [
      {
        kind: pod.isSharded ? 'StatefulSet' : 'Deployment',
        name: podObjectName(deployment, pod),
        replicas: pod.count,
      },
    ],
  }
}

const SERVICES: Naming = {
  flow: { kind: 'service', name: FLOW_SERVICE, replicas: 1 },
  host: FLOW_SERVICE,
  workloadsOf: (pod) => seatsOf(pod).map(({ service, count }) => ({ kind: 'service', name: service, replicas: count })),
}

/** `Deployment search-encode`, or `services index-0 and index-1`. */
export function describeWorkloads(workloads: readonly Workload[]): string {
  const [first] = workloads
  const kind = workloads.length === 1 ? first?.kind : `${first?.kind}s`
  return `${kind} ${listed(workloads.map(({ name }) => name))}`
}

/** `a, b and c`. */
export function listed(names: readonly string[]): string {
  const [last = '', ...others] = names.toReversed()
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`
}

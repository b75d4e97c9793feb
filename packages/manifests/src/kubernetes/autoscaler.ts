import type { Deployment, PodContainers } from '../deployment/deployment.ts'
import type { NotedDocument } from '../yaml/noted.ts'
import { namesOf, podObjectName } from './names.ts'
import { toObject } from './objects.ts'
import type { Target } from './target.ts'

/** The percentage of its `cpus` that a replica is to use on average. The rest is for the time until the next replica is ready. */
const CPU_UTILIZATION = 70

/** Whether Kubernetes chooses the number of replicas: between two numbers, by how much of its `cpus` each of them uses. */
export function isAutoscaled({ range, isSharded, cpus }: PodContainers): boolean {
  return range !== undefined && range.min < range.max && !isSharded && cpus !== undefined
}

/** The HorizontalPodAutoscaler of a Pod that {@link isAutoscaled}. */
export function autoscaler(deployment: Deployment, pod: PodContainers, { autoscaling }: Target): NotedDocument {
  const name = podObjectName(deployment, pod)
  const { min, max } = pod.range ?? { min: pod.count, max: pod.count }
  const head = { apiVersion: autoscaling, kind: 'HorizontalPodAutoscaler', name }
  const labelled = { flow: namesOf(deployment).flow, pod: pod.name }
  const target = { type: 'Utilization', averageUtilization: CPU_UTILIZATION }
  const spec = {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    minReplicas: min,
    maxReplicas: max,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
  }
  return toObject(
    { ...head, ...labelled },
    { spec },
    {
      '': `How many replicas the Pod ${pod.pod} has. A replica that it ends completes what it has, so no request is lost.`,
      'spec/metrics': 'Percent of the cpus of the flow file. The cluster needs a metrics server to know them.',
    },
  )
}

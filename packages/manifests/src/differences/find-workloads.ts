import type { PodContainers } from '../deployment/deployment.ts'
import { isAutoscaled } from '../kubernetes/autoscaler.ts'
import type { Compared } from './compared.ts'
import type { Difference } from './difference.ts'
import { describeWorkloads, listed } from './workloads.ts'

/** What the Flow and each of its Pods becomes. */
export function findWorkloads(compared: Compared): readonly Difference[] {
  const { deployment, external } = compared
  return [
    flowWorkload(compared),
    ...deployment.pods.map((pod) => podWorkload(compared, pod)),
    ...external.map(
      (pod): Difference => ({
        topic: 'workload',
        subject: pod,
        there: 'nothing: it is external, and the Flow dials it from there',
        pods: [pod],
        workloads: [],
      }),
    ),
  ]
}

function flowWorkload({ names: { flow }, deployment, inside, there: { peas } }: Compared): Difference {
  const hasHeads = peas.some(({ role }) => role === 'head' || role === 'tail')
  const own = ['gateway', ...(hasHeads ? ['heads', 'tails'] : []), ...inside]
  return {
    topic: 'workload',
    subject: 'the Flow',
    there: `${describeWorkloads([flow])}, 1 container of ${deployment.container.image}, with ${listed(own)}`,
    pods: inside,
    workloads: [flow],
  }
}

function podWorkload({ names, there, platform }: Compared, pod: PodContainers): Difference {
  const workloads = names.pods.get(pod.pod) ?? []
  const { min = 0, max = 0 } = there.pods.find(({ name }) => name === pod.pod)?.joined ?? {}
  const replicas = workloads.length === 1 ? `, ${pod.count} ${pod.count === 1 ? 'replica' : 'replicas'}` : ''
  const range = pod.isSharded
    ? ', each with a volume of its own'
    : `; the Flow takes ${min === max ? max : `${min} to ${max}`}`
  const scaled = platform === 'kubernetes' && isAutoscaled(pod) ? ', and an autoscaler chooses' : ''
  return {
    topic: 'workload',
    subject: pod.pod,
    there: `${describeWorkloads(workloads)}${replicas}${range}${scaled}`,
    pods: [pod.pod],
    workloads,
  }
}

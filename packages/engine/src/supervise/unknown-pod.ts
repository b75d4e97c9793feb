import { FlowError, nearest, type PeaPlan, stagesOf } from '@peaflow/core'

/** The error for a Pod that a Flow does not have: `TOPOLOGY_UNKNOWN_POD`. */
export function unknownPod(pod: string, peas: readonly PeaPlan[]): FlowError {
  const stages = peas.filter(({ role }) => role !== 'gateway').flatMap(stagesOf)
  const names = [...new Set(stages.map((stage) => stage.pod))]
  const meant = nearest(pod, names)
  return new FlowError('TOPOLOGY_UNKNOWN_POD', `there is no Pod "${pod}" in this Flow`, {
    hint: meant === undefined ? `Pods: ${names.slice(0, 20).join(', ')}` : `Did you mean "${meant}"?`,
  })
}

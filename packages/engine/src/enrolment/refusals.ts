import { type FlowPlan, type JoinedPlan, nearest } from '@peaflow/core'
import type { Enrolment } from '@peaflow/protocol'
import type { JoinRefusal } from '../control/joiner.ts'

/** Its proof is not that of the Pod. */
export function unproved(pod: string): JoinRefusal {
  const reason = `the key is not that of the Pod "${pod}" of this Flow`
  return { code: 'LAUNCH_KEY', reason, hint: `peaflow key --pod ${pod} < flow.key makes it from the key of the Flow` }
}

/** The Flow takes no more replicas. */
export function isStopping(): JoinRefusal {
  return { code: 'LAUNCH_STOPPING', reason: 'the Flow is stopping' }
}

/** The Pod does not exist, or its replicas are launched. */
export function notOpen(pod: string, { flow, pods }: FlowPlan): JoinRefusal {
  const code = 'LAUNCH_ENROL'
  const open = pods.filter(({ joined }) => joined !== undefined).map(({ name }) => name)
  const meant = nearest(pod, open)
  const others =
    open.length === 0 ? 'The replicas of all of its Pods are launched' : `It takes replicas of: ${open.join(', ')}`
  const hint = meant === undefined ? others : `Did you mean "${meant}"?`
  if (!pods.some(({ name }) => name === pod)) return { code, reason: `"${flow}" has no Pod "${pod}"`, hint }
  const reason = `the Flow launches the replicas of "${pod}" itself`
  return { code, reason, hint: 'Write replicas: { min: 1, max: 20 } in its file, so that they come by peaflow join' }
}

/** The replicas of the Pod have shares of the data, and this one does not say which is its. */
export function unknownNumber(pod: string, { max }: JoinedPlan): JoinRefusal {
  const reason = `each of the ${max} replicas of "${pod}" gets every message, so it has to be told which of them it is`
  return { code: 'LAUNCH_ENROL', reason, hint: `Start it with --replica-id, a number from 0 to ${max - 1}` }
}

/** No number is free, or not the one that it has to have. */
export function isFull({ pod, replica }: Enrolment, { max }: JoinedPlan): JoinRefusal {
  const code = 'LAUNCH_FULL'
  if (replica === undefined) return { code, reason: `"${pod}" has ${max} replicas, and takes no more` }
  if (replica < max) return { code, reason: `"${pod}" has a replica ${replica} already` }
  const hint = `Its numbers go from 0 to ${max - 1}`
  return { code: 'LAUNCH_ENROL', reason: `"${pod}" has no replica ${replica}`, hint }
}

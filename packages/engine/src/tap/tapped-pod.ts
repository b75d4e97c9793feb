import { FlowError, type FlowPlan, stagesOf } from '@peaflow/core'
import type { TapPoint } from '@peaflow/protocol'
import { unknownPod } from '../supervise/unknown-pod.ts'

/** Which messages are to be tapped. */
export interface TappedPoint {
  readonly pod: string
  readonly at: TapPoint
}

/**
 * The Pod whose Peas see these messages: the Pod itself or, in a group, the Pod that its Peas are named after.
 *
 * @throws FlowError `TOPOLOGY_UNKNOWN_POD`; `CONFIG_TAP` for the gateway, and for what passes between the Pods of a group,
 * which is no message.
 */
export function tappedPodOf({ pod, at }: TappedPoint, { peas }: Pick<FlowPlan, 'peas'>): string {
  const pea = peas.find((one) => stagesOf(one).some((stage) => stage.pod === pod))
  if (pea === undefined) throw unknownPod(pod, peas)
  if (pea.role === 'gateway') {
    throw new FlowError('CONFIG_TAP', 'the gateway cannot be tapped', {
      hint: 'Tap the Pods that it sends to, at "in", or the last Pod, at "out"',
    })
  }
  const stages = stagesOf(pea)
  const [first, last] = [stages[0]?.pod, stages.at(-1)?.pod]
  if (pod === (at === 'in' ? first : last)) return pea.pod
  const what = at === 'in' ? 'arrives at' : 'leaves'
  throw new FlowError('CONFIG_TAP', `what ${what} "${pod}" cannot be tapped: its group hands it on in one Pea`, {
    hint: `Tap what arrives at "${first}", at "in", or what leaves "${last}", at "out"; or take "${pod}" out of its group`,
  })
}

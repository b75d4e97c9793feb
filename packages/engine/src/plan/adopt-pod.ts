import { isDeepStrictEqual } from 'node:util'
import { FlowError, type FlowPlan, namesakes, type PeaPlan } from '@peaflow/core'
import type { PlanChange } from './difference.ts'

/**
 * A plan with the options that one Pod, and the Pods of its group, have in another plan: what its Peas run, and how. Its
 * links stay as they are.
 *
 * @throws FlowError `TOPOLOGY_RESTART` if the Pod has other Peas there, or they run elsewhere or have other links.
 */
export function adoptPod({ before, after }: PlanChange, pod: string): FlowPlan {
  const first = namesakes(before).get(pod) ?? pod
  const [own, other] = [before, after].map(({ peas }) => peas.filter((pea) => pea.pod === first)) as [
    PeaPlan[],
    PeaPlan[],
  ]
  if (!isDeepStrictEqual(own.map(frameOf), other.map(frameOf))) throw otherFrame(pod)
  const changed = new Map(own.map((pea, index) => [pea.id, { ...(other[index] as PeaPlan), ...linksOf(pea) }]))
  const options = new Map(after.pods.map(({ name, options }) => [name, options]))
  return {
    ...before,
    peas: before.peas.map((pea) => changed.get(pea.id) ?? pea),
    pods: before.pods.map((one) =>
      one.peas.some((id) => changed.has(id)) ? { ...one, options: options.get(one.name) ?? one.options } : one,
    ),
  }
}

/** What cannot change with new Peas alone. */
function frameOf({ id, role, runtime, host, external, expects, inputs, outputs }: PeaPlan): unknown {
  const peers = [...inputs, ...outputs].map(({ mode, edge, peers }) => ({ mode, edge, peers }))
  return { id, role, runtime, host, external, expects, peers }
}

/** Its ports have been chosen. */
function linksOf({ inputs, outputs, control }: PeaPlan): Pick<PeaPlan, 'inputs' | 'outputs' | 'control'> {
  return { inputs, outputs, control }
}

function otherFrame(pod: string): FlowError {
  return new FlowError('TOPOLOGY_RESTART', `"${pod}" has other Peas or other links in that plan`, {
    hint: 'Start the Flow again',
  })
}

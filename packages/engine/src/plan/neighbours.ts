import type { FlowPlan, PeaPlan } from '@peaflow/core'

/** The ids of the Peas that send requests to a Pea. */
export function sendersOf(plan: FlowPlan, id: string): readonly string[] {
  return plan.peas.filter((pea) => pea.outputs.some(({ peers }) => peers.includes(id))).map((pea) => pea.id)
}

/** The ids of the Peas that a Pea sends requests to. */
export function receiversOf({ outputs }: PeaPlan): readonly string[] {
  return [...new Set(outputs.flatMap(({ peers }) => peers))]
}

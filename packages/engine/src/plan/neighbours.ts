import type { FlowPlan } from '@peaflow/core'

/** The ids of the Peas that give requests to a Pea. */
export function giversOf(plan: FlowPlan, id: string): readonly string[] {
  return plan.peas.filter((pea) => pea.outputs.some(({ peers }) => peers.includes(id))).map((pea) => pea.id)
}

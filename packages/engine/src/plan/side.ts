import type { FlowPlan } from '@peaflow/core'

/** Whether a Pea is on a side branch, whose results are not part of the answer of the Flow. */
export function isSidePea({ peas }: Pick<FlowPlan, 'peas'>, id: string): boolean {
  return peas.some((pea) => pea.id === id && pea.side === true)
}

import type { FlowPlan, JoinedPlan } from '@peaflow/core'

/** Whether each replica of a Pod gets each message, so that the number of a replica says which share of the data it holds. */
export function isSharded({ peas }: FlowPlan, { replica: { pod } }: JoinedPlan): boolean {
  const head = peas.find((pea) => pea.pod === pod && pea.role === 'head')
  const polling = head?.outputs.find(({ to }) => to === pod)?.polling ?? 'any'
  return typeof polling === 'string' ? polling === 'all' : Object.values(polling).includes('all')
}

import type { FlowPlan } from '@peaflow/core'

/** The Pea that prints in this process, if there is only one; `inline` otherwise. */
export function printerOf({ peas }: FlowPlan): string {
  const [first, ...others] = peas.filter(({ runtime, role }) => runtime === 'inline' && role !== 'gateway')
  return first === undefined || others.length > 0 ? 'inline' : first.id
}

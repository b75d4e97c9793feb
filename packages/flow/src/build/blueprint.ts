import type { FlowPlan, FlowPlanOptions, OptimizeLevel } from '@peaflow/core'
import type { Needs } from '../builder/order.ts'
import { parsePodSettings } from '../settings/parse-pod-settings.ts'
import type { PodSettings } from '../settings/pod-settings.ts'

/** A Flow with every name and default resolved, and a valid graph. A plan is made of one, and can be turned into one again. */
export interface Blueprint extends Needs {
  readonly flow: string
  readonly optimize: OptimizeLevel
  readonly options: Omit<FlowPlanOptions, 'control'>
  /** The settings of each Pod, in the order of the names. */
  readonly settings: readonly PodSettings[]
  /** The Pod whose answer is the Flow's. */
  readonly answer: string
}

/** The blueprint of a plan: planning it again gives the plan. */
export function toBlueprint(plan: FlowPlan): Blueprint {
  const { control: _control, ...options } = plan.options
  const pods = plan.pods.slice(0, -1)
  const names = pods.map(({ name }) => name)
  return {
    flow: plan.flow,
    optimize: plan.optimize,
    options,
    names,
    positions: new Map(names.map((name, position) => [name, position])),
    needs: pods.map(({ needs }) => needs),
    settings: pods.map(({ name, options }) => parsePodSettings(name, options)),
    answer: plan.pods.at(-1)?.needs[0] ?? '',
  }
}

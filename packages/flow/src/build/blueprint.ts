import type { FlowPlan, FlowPlanOptions, OptimizeLevel } from '@peaflow/core'
import type { Needs } from '../builder/order.ts'
import { parsePodSettings } from '../settings/parse-pod-settings.ts'
import type { PodSettings } from '../settings/pod-settings.ts'

/** A Flow with every name and default resolved, and a sound graph: what a plan is made of, and can be made into again. */
export interface Blueprint extends Needs {
  readonly flow: string
  readonly optimize: OptimizeLevel
  readonly options: Omit<FlowPlanOptions, 'control'>
  /** Of each Pod, in the order of the names. */
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
    places: new Map(names.map((name, place) => [name, place])),
    needs: pods.map(({ needs }) => needs),
    settings: pods.map(({ name, options }) => parsePodSettings(name, options)),
    answer: plan.pods.at(-1)?.needs[0] ?? '',
  }
}

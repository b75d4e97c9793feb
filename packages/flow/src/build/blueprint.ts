import type { FlowPlan, FlowPlanOptions, OptimizeLevel } from '@peaflow/core'
import type { PodSettings } from '../settings/pod-settings.ts'

/** A Flow with every name and default resolved, and a sound graph: what a plan is made of, and can be made into again. */
export interface Blueprint {
  readonly flow: string
  readonly optimize: OptimizeLevel
  readonly options: Omit<FlowPlanOptions, 'control'>
  readonly pods: readonly PodBlueprint[]
  /** The Pod whose answer is the Flow's. */
  readonly answer: string
}

/** One Pod of a {@link Blueprint}. */
export interface PodBlueprint {
  readonly name: string
  readonly needs: readonly string[]
  readonly settings: PodSettings
}

/** The blueprint of a plan: planning it again gives the plan. */
export function toBlueprint(plan: FlowPlan): Blueprint {
  const { control: _control, ...options } = plan.options
  const pods = plan.pods.slice(0, -1).map(({ name, needs, options }) => {
    // Written by a build: a plan is data, and its options are typed for whoever only shows them.
    return { name, needs, settings: options as unknown as PodSettings }
  })
  return { flow: plan.flow, optimize: plan.optimize, options, pods, answer: plan.pods.at(-1)?.needs[0] ?? '' }
}

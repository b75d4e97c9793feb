import type { PodPlan } from '@peaflow/core'
import type { Deployment } from '../deployment/deployment.ts'
import { toDeployment } from '../deployment/to-deployment.ts'
import type { Comparison } from './difference.ts'
import { type PlatformNames, platformNames } from './workloads.ts'

/** A comparison, and what follows from it. */
export interface Compared extends Comparison {
  readonly deployment: Deployment
  readonly names: PlatformNames
  /** The Pods that run in the container of the Flow. */
  readonly inside: readonly string[]
  /** The Pods that are started by hand. */
  readonly external: readonly string[]
}

/** Finds where each Pod runs. */
export function compare(comparison: Comparison): Compared {
  const { exported, platform } = comparison
  const deployment = toDeployment(exported)
  const contained = new Set(deployment.pods.map(({ pod }) => pod))
  const others = exported.plan.pods.filter(({ name }) => name !== 'gateway' && !contained.has(name))
  return {
    ...comparison,
    deployment,
    names: platformNames(deployment, platform),
    inside: others.filter((pod) => !isExternal(pod)).map(({ name }) => name),
    external: others.filter(isExternal).map(({ name }) => name),
  }
}

function isExternal({ options }: PodPlan): boolean {
  return options.external === true
}

import type { FlowPlan, PeaPlan, PodPlan } from '@peaflow/core'
import { toDeployment } from '../deployment/to-deployment.ts'
import { type Comparison, PLATFORM_NAMES } from './difference.ts'
import { describeWorkloads, type PlatformNames, platformNames } from './workloads.ts'

/**
 * The plan of a Flow in its container, for a picture: replicas run in what the platform names, and dial the Flow at the name
 * that it has there. Only a reader can use it.
 */
export function namePlan({ there, exported, platform }: Pick<Comparison, 'there' | 'exported' | 'platform'>): FlowPlan {
  const names = platformNames(toDeployment(exported), platform)
  const { join, ...options } = there.options
  const isJoined = there.pods.some(({ joined }) => joined !== undefined)
  return {
    ...there,
    flow: `${there.flow} on ${PLATFORM_NAMES[platform]}`,
    pods: there.pods.map((pod) => namePod(pod, names)),
    peas: there.peas.map((pea) => namePea(pea, names)),
    options: { ...options, ...(isJoined && join !== undefined && { join: { ...join, host: names.host } }) },
  }
}

/** Heads and tails take replicas at the name of the Flow. */
function namePea(pea: PeaPlan, { pods, host }: PlatformNames): PeaPlan {
  if (!pods.has(pea.pod)) return pea
  return {
    ...pea,
    inputs: pea.inputs.map((input) => (input.from === pea.pod ? { ...input, host } : input)),
    outputs: pea.outputs.map((output) => (output.to === pea.pod ? { ...output, host } : output)),
  }
}

function namePod(pod: PodPlan, { pods }: PlatformNames): PodPlan {
  const workloads = pods.get(pod.name)
  if (pod.joined === undefined || workloads === undefined) return pod
  const replica = { ...pod.joined.replica, runtime: describeWorkloads(workloads) }
  return { ...pod, joined: { ...pod.joined, replica } }
}

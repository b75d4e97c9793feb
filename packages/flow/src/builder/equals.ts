import { flowSettings } from '../settings/flow-settings.ts'
import { podSettings } from '../settings/pod-settings.ts'
import { isSameData } from '../settings/same-data.ts'
import { type FlowDescription, resolveEdges } from './edges.ts'

/** Whether two Flows have the same options, Pods, edges and answer. */
export function equalFlows(one: FlowDescription, other: FlowDescription): boolean {
  // Plain JavaScript may compare with any value.
  if (!isFlow(other) || one.pods.length !== other.pods.length) return false
  const [described, otherDescribed] = [describe(one), describe(other)]
  if (described.answer !== otherDescribed.answer || !isSameData(described.flow, otherDescribed.flow)) return false
  return [...described.pods].every(([name, pod]) => isSameData(pod, otherDescribed.pods.get(name)))
}

function isFlow(value: unknown): value is FlowDescription {
  return typeof value === 'object' && value !== null && 'pods' in value && 'options' in value
}

function describe(flow: FlowDescription) {
  const settings = flowSettings(flow.options)
  const { needs, answer } = resolveEdges(flow)
  const pods = flow.pods.map(
    (pod, position) => [pod.name, { needs: needs[position], settings: podSettings(pod, settings) }] as const,
  )
  return { flow: settings, answer, pods: new Map(pods) }
}

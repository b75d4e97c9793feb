import type { GraphPod } from './graph.ts'

/** Which Peas a Pod has besides its replicas. */
export interface Shape {
  readonly head: boolean
  readonly tail: boolean
}

/** Several replicas need a head, which distributes messages to them, and a tail, which collects their answers. An executor of its own needs one too, and so do replicas that join: it is what they dial. */
export function expand({ settings }: Pick<GraphPod, 'settings'>): Shape {
  const { replicas, joins, usesBefore, usesAfter } = settings
  const isMany = replicas > 1 || joins !== undefined
  return { head: isMany || usesBefore !== undefined, tail: isMany || usesAfter !== undefined }
}

import type { GraphPod } from './graph.ts'

/** Which Peas a Pod has besides its replicas. */
export interface Shape {
  readonly head: boolean
  readonly tail: boolean
}

/** Several replicas need a head, which distributes messages to them, and a tail, which collects their answers. An executor of its own needs one too. */
export function expand({ settings }: Pick<GraphPod, 'settings'>): Shape {
  const { replicas, usesBefore, usesAfter } = settings
  return { head: replicas > 1 || usesBefore !== undefined, tail: replicas > 1 || usesAfter !== undefined }
}

import type { GraphPod } from './graph.ts'

/** Which Peas a Pod has besides its replicas. */
export interface Shape {
  readonly head: boolean
  readonly tail: boolean
}

/** A head deals out to, and a tail gathers from, more than one replica; each also runs an executor of its own. */
export function expand({ settings }: Pick<GraphPod, 'settings'>): Shape {
  const { replicas, usesBefore, usesAfter } = settings
  return { head: replicas > 1 || usesBefore !== undefined, tail: replicas > 1 || usesAfter !== undefined }
}

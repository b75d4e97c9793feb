import type { InputPlan, LinkEnd, OutputPlan, PeaPlan, PeaRole } from '@peaflow/core'
import type { GraphPod } from './graph.ts'

/** A plan to which fields may still be added. */
export type Growing<Plan> = { -readonly [Key in keyof Plan]: Plan[Key] }

/** An input to which peers may still be added. */
export type InputDraft = Growing<Omit<InputPlan, 'peers'>> & { peers: string[] }

/** An output to which peers may still be added. */
export type OutputDraft = Growing<Omit<OutputPlan, 'peers'>> & { peers: string[] }

/** A Pea whose sockets are still being added; its plan is complete when the build ends. */
export interface PeaDraft {
  readonly pod: GraphPod
  readonly role: PeaRole
  /** The Pea as one end of a link. */
  readonly end: LinkEnd
  /** How many Peas of its Pod precede it on its machine. */
  readonly ordinal: number
  readonly plan: PeaPlan
  readonly inputs: InputDraft[]
  readonly outputs: OutputDraft[]
}

/** The Peas of a Pod. */
export interface PodPeas {
  readonly head: PeaDraft | undefined
  readonly replicas: readonly PeaDraft[]
  readonly tail: PeaDraft | undefined
}

/** The Peas by which data enters a Pod. */
export function entryOf({ head, replicas }: PodPeas): readonly PeaDraft[] {
  return head === undefined ? replicas : [head]
}

/** The Peas by which results leave a Pod. */
export function exitOf({ tail, replicas }: PodPeas): readonly PeaDraft[] {
  return tail === undefined ? replicas : [tail]
}

/** All Peas of a Pod, in the order in which data passes them. */
export function peasOf({ head, replicas, tail }: PodPeas): readonly PeaDraft[] {
  if (head === undefined && tail === undefined) return replicas
  return [...(head === undefined ? [] : [head]), ...replicas, ...(tail === undefined ? [] : [tail])]
}

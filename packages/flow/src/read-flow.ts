import type { FlowProblem, SourcePosition } from './file/problem.ts'
import { type ReadOptions, readDraft } from './file/read-draft.ts'
import { Flow } from './flow.ts'
import type { PodOptions } from './options/pod-options.ts'

/** What a flow file says, and everything that is wrong with it. */
export interface FlowFile {
  /** Nothing if there are problems. */
  readonly flow: Flow | undefined
  /** In the order of the file. */
  readonly problems: readonly FlowProblem[]
  /** In the order of the file. */
  readonly warnings: readonly FlowProblem[]
  /**
   * Where the file says this of a Pod: for what shows only when the Flow meets its machine, such as a file that `uses`
   * names. The Pod itself if the file says nothing of that option; nothing if it has no such Pod.
   */
  placeOf(pod: string, option: keyof PodOptions): SourcePosition | undefined
}

/** Reads a flow file without throwing: all of its mistakes and warnings in one go, each with its place. */
export function readFlow(text: string, options: ReadOptions = {}): FlowFile {
  const { draft, ...read } = readDraft(text, options)
  return { flow: read.problems.length === 0 ? Flow.of(draft) : undefined, ...read }
}

import type { FlowProblem, SourcePosition } from './file/problem.ts'
import { type ReadOptions, readDraft } from './file/read-draft.ts'
import { Flow } from './flow.ts'
import type { FlowOptions } from './options/flow-options.ts'
import type { PodOptions } from './options/pod-options.ts'

/** The Flow of a file, and everything that is wrong with it. */
export interface FlowFile {
  /** `undefined` if there are problems. */
  readonly flow: Flow | undefined
  /** In the order of the file. */
  readonly problems: readonly FlowProblem[]
  /** In the order of the file. */
  readonly warnings: readonly FlowProblem[]
  /** The file is marked as one of Jina's, by the tag `!Flow` or by `jtype`. */
  readonly isJina: boolean
  /**
   * Where the file sets an option of a Pod, for mistakes that show only on the machine, such as a file that `uses` names
   * and that does not exist. The position of the Pod if it does not set that option; `undefined` if there is no such Pod.
   * Without a Pod, an option of the Flow itself.
   */
  positionOf(pod: string | undefined, option: keyof PodOptions | keyof FlowOptions): SourcePosition | undefined
}

/** Reads a flow file without throwing: all of its mistakes and warnings at once, each with its position. */
export function readFlow(text: string, options: ReadOptions = {}): FlowFile {
  const { draft, ...read } = readDraft(text, options)
  return { flow: read.problems.length === 0 ? Flow.of(draft) : undefined, ...read }
}

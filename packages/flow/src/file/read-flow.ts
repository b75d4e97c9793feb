import { Flow } from '../builder/flow.ts'
import type { FlowProblem } from './problem.ts'
import { type ReadOptions, readDraft } from './read-draft.ts'

/** What a flow file says, and everything that is wrong with it. */
export interface FlowFile {
  /** Nothing if there are problems. */
  readonly flow: Flow | undefined
  /** In the order of the file. */
  readonly problems: readonly FlowProblem[]
  /** In the order of the file. */
  readonly warnings: readonly FlowProblem[]
}

/** Reads a flow file without throwing: all of its mistakes and warnings in one go, each with its place. */
export function readFlow(text: string, options: ReadOptions = {}): FlowFile {
  const { draft, problems, warnings } = readDraft(text, options)
  return { flow: problems.length === 0 ? Flow.of(draft) : undefined, problems, warnings }
}

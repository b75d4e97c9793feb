import type { ErrorCode } from '@peaflow/core'
import type { LineIndex } from '../yaml/lines.ts'
import type { FlowProblem, SourcePosition } from './problem.ts'

/** A problem or a warning, before its line and column are known. */
export interface Remark {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string | undefined
  readonly path: string
}

/** Collects the problems and warnings of a file, each with its line and column. */
export class Report {
  readonly problems: FlowProblem[] = []
  readonly warnings: FlowProblem[] = []
  readonly #lines: LineIndex
  readonly #file: string | undefined

  constructor(lines: LineIndex, file: string | undefined) {
    this.#lines = lines
    this.#file = file
  }

  problem(remark: Remark, offset: number): void {
    this.problems.push(this.#locate(remark, offset))
  }

  warning(remark: Remark, offset: number): void {
    this.warnings.push(this.#locate(remark, offset))
  }

  /** A character of the file as a position, with its path in the data. */
  positionOf(path: string, offset: number): SourcePosition {
    const { line, column } = this.#lines.positionOf(offset)
    return { ...(this.#file !== undefined && { file: this.#file }), line, column, path }
  }

  #locate({ code, message, hint, path }: Remark, offset: number): FlowProblem {
    return { code, message, ...(hint !== undefined && { hint }), ...this.positionOf(path, offset) }
  }
}

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
  readonly #warnings: FlowProblem[] = []
  readonly #reported = new Set<string>()
  readonly #once = new Map<string, { readonly first: FlowProblem; count: number }>()
  readonly #lines: LineIndex
  readonly #file: string | undefined

  constructor(lines: LineIndex, file: string | undefined) {
    this.#lines = lines
    this.#file = file
  }

  problem(remark: Remark, offset: number): void {
    this.problems.push(this.#locate(remark, offset))
  }

  /** Reports a mistake unless one with the same message was reported. */
  problemOnce(remark: Remark, offset: number): void {
    if (this.#reported.has(remark.message)) return
    this.#reported.add(remark.message)
    this.problem(remark, offset)
  }

  warning(remark: Remark, offset: number): void {
    this.#warnings.push(this.#locate(remark, offset))
  }

  /** Warns where a message comes up first, and counts how often it does. */
  warningOnce(remark: Remark, offset: number): void {
    const known = this.#once.get(remark.message)
    if (known === undefined) this.#once.set(remark.message, { first: this.#locate(remark, offset), count: 1 })
    else known.count++
  }

  get warnings(): readonly FlowProblem[] {
    return [...this.#warnings, ...[...this.#once.values()].map(toWarning)]
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

function toWarning({ first, count }: { readonly first: FlowProblem; readonly count: number }): FlowProblem {
  if (count === 1) return first
  return { ...first, message: `${first.message}, here and ${count === 2 ? 'once more' : `${count - 1} more times`}` }
}

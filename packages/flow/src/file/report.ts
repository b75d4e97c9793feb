import type { ErrorCode } from '@peaflow/core'
import { isMap, isSeq, type LineCounter, type Node } from 'yaml'
import type { MapReader } from './entries.ts'
import type { FilePlace, FlowProblem } from './problem.ts'

/** Something to say about a place in the file. */
export interface Remark {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string | undefined
  readonly path: string
}

/** Collects what a reader has to say, each with its line and column. */
export class Report {
  readonly problems: FlowProblem[] = []
  readonly warnings: FlowProblem[] = []
  readonly #lines: LineCounter
  readonly #file: string | undefined

  constructor(lines: LineCounter, file: string | undefined) {
    this.#lines = lines
    this.#file = file
  }

  problem(remark: Remark, at: Node | number | null): void {
    this.problems.push(this.#placed(remark, at))
  }

  warning(remark: Remark, at: Node | number | null): void {
    this.warnings.push(this.#placed(remark, at))
  }

  /** A place in the file, and the way to it. */
  place(path: string, at: Node | number | null): FilePlace {
    const { line, col } = this.#lines.linePos(typeof at === 'number' ? at : (at?.range?.[0] ?? 0))
    return {
      ...(this.#file !== undefined && { file: this.#file }),
      line: Math.max(1, line),
      column: Math.max(1, col),
      path,
    }
  }

  #placed({ code, message, hint, path }: Remark, at: Node | number | null): FlowProblem {
    return { code, message, ...(hint !== undefined && { hint }), ...this.place(path, at) }
  }
}

/** How far some keys lead into a value. */
export interface Way {
  readonly node: Node | null
  /** The keys that are there. */
  readonly keys: readonly (string | number)[]
}

/** Goes along some keys into a value, as far as there are such. */
export function follow(maps: MapReader, start: Node | null, keys: readonly (string | number)[]): Way {
  let node = start
  for (const [depth, key] of keys.entries()) {
    const inner = memberAt(maps, maps.resolve(node), key)
    if (inner === undefined || inner === null) return { node, keys: keys.slice(0, depth) }
    node = inner
  }
  return { node, keys }
}

function memberAt(maps: MapReader, container: Node | null, key: string | number): Node | null | undefined {
  if (isSeq(container)) return container.items[Number(key)] as Node | undefined
  if (!isMap(container)) return undefined
  return maps.entriesOf(container).entries.find((entry) => entry.key === String(key))?.value
}

/** A path as a person would write it: `pods.encode.volumes[0]`. */
export function writePath(...parts: readonly (string | number)[]): string {
  return parts
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`
      return index === 0 || part === '' ? part : `.${part}`
    })
    .join('')
}

/** How deep the search goes: deeper than data is nested, and well within the call stack. */
const MAX_DEPTH = 1_000

/** A value that cannot be sent, and its path. */
export interface Unsendable {
  /** `documents[0].tags.callback`. */
  readonly path: string
  /** `is a function`. */
  readonly why: string
}

/** Finds the first value that `encodeValue` refuses. Slow: called only after a refusal. */
export function findUnsendable(value: unknown, path: string): Unsendable | undefined {
  return find(value, { path, ancestors: [] })
}

interface Position {
  readonly path: string
  readonly ancestors: readonly unknown[]
}

function find(value: unknown, position: Position): Unsendable | undefined {
  const { path, ancestors } = position
  const why = reason(value, ancestors)
  if (why !== undefined) return { path, why }
  for (const [key, child] of entriesOf(value)) {
    const found = find(child, { path: `${path}${key}`, ancestors: [...ancestors, value] })
    if (found !== undefined) return found
  }
  return undefined
}

function reason(value: unknown, ancestors: readonly unknown[]): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return `is a ${typeof value}`
  if (ancestors.includes(value)) return typeof value === 'object' && value !== null ? 'contains itself' : undefined
  return ancestors.length >= MAX_DEPTH ? `is nested deeper than ${MAX_DEPTH} levels` : undefined
}

function entriesOf(value: unknown): [key: string, child: unknown][] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  const list = value instanceof Set ? [...value] : value
  if (Array.isArray(list)) return list.map((child, index) => [`[${index}]`, child])
  const mapping = value instanceof Map ? Object.fromEntries(value) : value
  return Object.entries(mapping).map(([key, child]) => [`.${key}`, child])
}

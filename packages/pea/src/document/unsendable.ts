/** How deep the search goes: deeper than data is nested, and well within the call stack. */
const MAX_DEPTH = 1_000

/** Characters of a path that are shown. */
const LONGEST_PATH = 100

const SMALLEST_INTEGER = -(2n ** 63n)
const LARGEST_INTEGER = 2n ** 64n - 1n

/** A value that cannot be sent, and its path. */
export interface Unsendable {
  /** `documents[0].tags.callback`. */
  readonly path: string
  /** `is a function`. */
  readonly why: string
}

/** Finds the first value that `encodeValue` refuses. Slow: called only after a refusal, and for values with a Map. */
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
  if (why !== undefined) return { path: shorten(path), why }
  for (const [key, read] of entriesOf(value)) {
    const found = findIn(read, { path: `${path}${key}`, ancestors: [...ancestors, value] })
    if (found !== undefined) return found
  }
  return undefined
}

/** Reads a value, whose getter or `toJSON` may throw, and searches it. */
function findIn(read: () => unknown, position: Position): Unsendable | undefined {
  let value: unknown
  try {
    value = read()
  } catch (error) {
    return {
      path: shorten(position.path),
      why: `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
  return find(value, position)
}

function shorten(path: string): string {
  return path.length <= LONGEST_PATH ? path : `${path.slice(0, LONGEST_PATH)}…`
}

function reason(value: unknown, ancestors: readonly unknown[]): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return `is a ${typeof value}`
  if (value instanceof Promise) return 'is a promise: await it'
  if (typeof value === 'bigint' && (value < SMALLEST_INTEGER || value > LARGEST_INTEGER)) {
    return 'is an integer of more than 64 bits: send it as a string'
  }
  if (value instanceof Map && [...value.keys()].some((key) => typeof key === 'object' && key !== null)) {
    return 'is a Map with an object as a key: use strings or numbers'
  }
  if (ancestors.includes(value)) return typeof value === 'object' && value !== null ? 'contains itself' : undefined
  return ancestors.length >= MAX_DEPTH ? `is nested deeper than ${MAX_DEPTH} levels` : undefined
}

type Entry = [key: string, read: () => unknown]

function entriesOf(value: unknown): Entry[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof Date) return []
  const list = value instanceof Set ? [...value] : value
  if (Array.isArray(list)) return list.map((child, index) => [`[${index}]`, () => child])
  if (value instanceof Map) return [...value].map(([key, child]) => [`.${String(key)}`, () => child])
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return [['', () => withoutToJson(toJSON.call(value))]]
  return Object.keys(value).map((key) => [`.${key}`, () => (value as Readonly<Record<string, unknown>>)[key]])
}

/** An object whose `toJSON` returns the object itself is sent with its fields. */
function withoutToJson(value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
  return isObject ? { ...value, toJSON: undefined } : value
}

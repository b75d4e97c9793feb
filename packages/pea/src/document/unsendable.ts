/** How deep the search goes: deeper than data is nested, and far less than a stack holds. */
const MAX_DEPTH = 1_000

/** A value that cannot travel, and where it is. */
export interface Unsendable {
  /** `documents[0].tags.callback`. */
  readonly path: string
  /** `is a function`. */
  readonly why: string
}

/** Finds the first value that `encodeValue` refuses. It is slow, and runs only once something was refused. */
export function findUnsendable(value: unknown, path: string): Unsendable | undefined {
  return find(value, { path, ancestors: [] })
}

interface Place {
  readonly path: string
  readonly ancestors: readonly unknown[]
}

function find(value: unknown, place: Place): Unsendable | undefined {
  const { path, ancestors } = place
  const why = reason(value, ancestors)
  if (why !== undefined) return { path, why }
  for (const [key, member] of members(value)) {
    const found = find(member, { path: `${path}${key}`, ancestors: [...ancestors, value] })
    if (found !== undefined) return found
  }
  return undefined
}

function reason(value: unknown, ancestors: readonly unknown[]): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return `is a ${typeof value}`
  if (ancestors.includes(value)) return typeof value === 'object' && value !== null ? 'contains itself' : undefined
  return ancestors.length >= MAX_DEPTH ? `is nested deeper than ${MAX_DEPTH} levels` : undefined
}

function members(value: unknown): [key: string, member: unknown][] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  const list = value instanceof Set ? [...value] : value
  if (Array.isArray(list)) return list.map((member, index) => [`[${index}]`, member])
  const mapping = value instanceof Map ? Object.fromEntries(value) : value
  return Object.entries(mapping).map(([key, member]) => [`.${key}`, member])
}

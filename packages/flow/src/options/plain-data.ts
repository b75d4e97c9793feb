/** What a copy of plain data meets that JSON cannot carry: where it is, and what it is. */
export interface NotPlain {
  readonly path: readonly PropertyKey[]
  readonly found: string
}

/** A copy of plain data, or what in it is none. */
export type PlainCopy = { readonly copy: unknown } | { readonly wrong: NotPlain }

const MOST_DEPTH = 64

/** A copy of what JSON can carry, so that whoever handed it over may change theirs. */
export function copyPlain(value: unknown): PlainCopy {
  try {
    return { copy: copy(value, []) }
  } catch (caught) {
    if (caught instanceof Unplain) return { wrong: caught.where }
    throw caught
  }
}

class Unplain extends Error {
  readonly where: NotPlain

  constructor(where: NotPlain) {
    super(where.found)
    this.where = where
  }
}

function copy(value: unknown, path: readonly PropertyKey[]): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value
  if (path.length > MOST_DEPTH) throw new Unplain({ path, found: 'data nested too deep, or in itself' })
  if (Array.isArray(value)) return value.map((item, index) => copy(item, [...path, index]))
  if (isPlainObject(value)) return copyObject(value, path)
  throw new Unplain({ path, found: typeof value === 'object' ? `a ${value?.constructor?.name}` : String(value) })
}

function copyObject(value: Readonly<Record<string, unknown>>, path: readonly PropertyKey[]): Record<string, unknown> {
  const copied: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') throw new Unplain({ path, found: 'a key "__proto__"' })
    if (item !== undefined) copied[key] = copy(item, [...path, key])
  }
  return copied
}

/** Whether a value is a mapping, and not an instance of some class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

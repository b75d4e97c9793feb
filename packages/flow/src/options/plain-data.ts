/** A value that JSON cannot carry, and where it is. */
export interface NotPlain {
  readonly path: readonly PropertyKey[]
  readonly found: string
}

/** A copy of plain data, or what in it is not plain data. */
export type PlainCopy = { readonly copy: unknown } | { readonly wrong: NotPlain }

const MAX_DEPTH = 64

/** Copies data that JSON can carry, so that later changes to the original have no effect. */
export function copyPlain(value: unknown): PlainCopy {
  try {
    return { copy: copy(value, []) }
  } catch (caught) {
    if (caught instanceof NotPlainError) return { wrong: caught.where }
    throw caught
  }
}

class NotPlainError extends Error {
  readonly where: NotPlain

  constructor(where: NotPlain) {
    super(where.found)
    this.where = where
  }
}

function copy(value: unknown, path: readonly PropertyKey[]): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value
  if (path.length > MAX_DEPTH) throw new NotPlainError({ path, found: 'data nested too deep, or in itself' })
  if (Array.isArray(value)) return value.map((item, index) => copy(item, [...path, index]))
  if (isPlainObject(value)) return copyObject(value, path)
  throw new NotPlainError({ path, found: typeof value === 'object' ? `a ${value?.constructor?.name}` : String(value) })
}

function copyObject(value: Readonly<Record<string, unknown>>, path: readonly PropertyKey[]): Record<string, unknown> {
  const copied: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') throw new NotPlainError({ path, found: 'a key "__proto__"' })
    if (item !== undefined) copied[key] = copy(item, [...path, key])
  }
  return copied
}

/** Whether a value is a plain object, and not an instance of some class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

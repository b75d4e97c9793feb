/** What msgpackr makes of the key `__proto__`, so that it cannot set a prototype. */
const RENAMED = '__proto_'

/** Whether a decoded value holds a key that msgpackr may have renamed. */
export function holdsRenamedKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false
  if (Array.isArray(value)) return holdsInArray(value)
  if (value instanceof Set) return holdsInArray([...value])
  if (RENAMED in value) return true
  for (const key in value) {
    const child = (value as Readonly<Record<string, unknown>>)[key]
    if (typeof child === 'object' && holdsRenamedKey(child)) return true
  }
  return false
}

/**
 * Turns the Maps of a decoded value into objects in which `__proto__` is a key like any other. Changes arrays in place.
 *
 * @throws Error if a key is an object.
 */
export function toObjects(value: unknown): unknown {
  if (Array.isArray(value)) {
    for (const [index, child] of value.entries()) value[index] = toObjects(child)
    return value
  }
  if (value instanceof Set) return new Set([...value].map(toObjects))
  // `fromEntries` defines the key `__proto__`, where an assignment would set the prototype.
  return value instanceof Map
    ? Object.fromEntries([...value].map(([key, child]) => [toKey(key), toObjects(child)]))
    : value
}

/** An array of more elements than this that begins and ends with a number is taken for a vector, and is not searched. */
const LONGEST_SEARCHED = 32

function holdsInArray(array: readonly unknown[]): boolean {
  if (array.length > LONGEST_SEARCHED && typeof array[0] === 'number' && typeof array.at(-1) === 'number') return false
  for (let index = 0; index < array.length; index++) {
    const child = array[index]
    if (typeof child === 'object' && holdsRenamedKey(child)) return true
  }
  return false
}

function toKey(key: unknown): string {
  if (typeof key === 'object' && key !== null) throw new Error('a key is not a string')
  return String(key)
}

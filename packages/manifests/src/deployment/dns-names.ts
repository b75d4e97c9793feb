/** Room for what clusters add to a name: `-0`, a hash of 10 characters and more, of 63 in all. */
const MAX_LENGTH = 40

/** The name of a Flow or a Pod as a DNS label: lower case, digits and `-`, beginning with a letter. */
export function toDnsLabel(name: string): string {
  const label = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
  const short = label === '' ? 'flow' : label
  return short.length <= MAX_LENGTH ? short : `${short.slice(0, MAX_LENGTH - 8).replace(/-+$/, '')}-${shortHash(name)}`
}

/** A DNS label for each name. Names whose labels would be the same, such as `a_b` and `A-b`, get a hash of the name. */
export function toDnsLabels(names: readonly string[]): ReadonlyMap<string, string> {
  const uses = new Map<string, number>()
  for (const name of names) uses.set(toDnsLabel(name), (uses.get(toDnsLabel(name)) ?? 0) + 1)
  return new Map(names.map((name) => [name, uses.get(toDnsLabel(name)) === 1 ? toDnsLabel(name) : hashed(name)]))
}

function hashed(name: string): string {
  return `${toDnsLabel(name)
    .slice(0, MAX_LENGTH - 8)
    .replace(/-+$/, '')}-${shortHash(name)}`
}

/** 7 characters that differ where texts do (FNV-1a of 32 bits). */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(36).padStart(7, '0')
}

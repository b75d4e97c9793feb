/**
 * Two such labels stand in one name, a Flow's and a Pod's, with room for what is added: a StatefulSet has at most 52 characters,
 * since its Kubernetes Pods have its name and a hash in labels of 63, and a secret of Swarm (`FLOW_pod-POD.key`) at most 64.
 */
const MAX_LENGTH = 25

/** The name of a Flow or a Pod as a DNS label: lower case, digits and `-`, beginning with a letter. */
export function toDnsLabel(name: string): string {
  const label = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
  const short = label === '' ? 'flow' : label
  return short.length <= MAX_LENGTH ? short : `${short.slice(0, MAX_LENGTH - 8).replace(/-+$/, '')}-${shortHash(name)}`
}

/**
 * A DNS label for each name. Names whose labels would be the same, such as `a_b` and `A-b`, get a hash of the name, and so does
 * one whose label is taken.
 */
export function toDnsLabels(names: readonly string[], taken: Iterable<string> = []): ReadonlyMap<string, string> {
  const uses = new Map([...taken].map((label) => [label, 1]))
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

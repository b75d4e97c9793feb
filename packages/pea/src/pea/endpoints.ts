import type { Endpoints } from '@peaflow/core'

/**
 * What the Pods of a group serve together, in the order in which requests pass them: an endpoint takes what the first takes
 * that names it, and gives what the last gives. `undefined` if none of them says what it serves.
 */
export function uniteEndpoints(all: readonly (Endpoints | undefined)[]): Endpoints | undefined {
  const known = all.filter((one) => one !== undefined)
  if (known.length === 0) return undefined
  const names = new Set(known.flatMap((one) => Object.keys(one)))
  return Object.fromEntries([...names].map((name) => [name, unite(known.flatMap((one) => one[name] ?? []))]))
}

function unite(descriptions: readonly Endpoints[string][]): Endpoints[string] {
  const { input, parameters } = descriptions[0] ?? {}
  const { output } = descriptions.at(-1) ?? {}
  return { ...(input && { input }), ...(parameters && { parameters }), ...(output && { output }) }
}

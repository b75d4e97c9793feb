import { nearest, POD_NAME } from '@peaflow/core'
import { type OptionProblem, show } from './check.ts'
import { GATEWAY } from './pod.ts'

/** What is wrong with a name for a Pod, if anything is. */
export function nameProblem(name: unknown): OptionProblem | undefined {
  if (name === GATEWAY) {
    return {
      code: 'TOPOLOGY_RESERVED_NAME',
      path: ['name'],
      message: `no Pod can be named "${GATEWAY}": that is where data enters and leaves the Flow`,
      hint: 'Choose another name',
    }
  }
  if (typeof name === 'string' && POD_NAME.test(name) && name !== '__proto__') return undefined
  return {
    code: 'TOPOLOGY_BAD_NAME',
    path: ['name'],
    message: `${show(name)} cannot be the name of a Pod`,
    hint: 'Letters, digits, "_" and "-", beginning with a letter or "_"',
  }
}

/** The first of `pod0`, `pod1`, … (`joiner`, `joiner1`, …) that is not in use, counting from `from`. */
export function freeName(kind: 'pod' | 'joiner', from: number, isUsed: (name: string) => boolean): [string, number] {
  let count = from
  while (isUsed(numbered(kind, count))) count++
  return [numbered(kind, count), count]
}

const MAX_COMPARED = 1_000

/** Pods by name. */
export type NamedPods = Pick<ReadonlyMap<string, unknown>, 'size' | 'keys'>

/** A hint for the name of a Pod that does not exist. */
export function suggestName(name: string, pods: NamedPods): string {
  if (pods.size === 0) return 'The Flow has no Pods yet'
  // Comparing with very many names takes long, and listing them does not help.
  const names = pods.size > MAX_COMPARED ? [] : [...pods.keys()]
  // Where the gateway is not allowed, do not suggest it.
  const meant = nearest(name, name === GATEWAY ? names : [...names, GATEWAY])
  if (meant !== undefined) return `Did you mean "${meant}"?`
  return names.length > 20 || names.length === 0 ? `The Flow has ${pods.size} Pods` : `Pods: ${names.join(', ')}`
}

function numbered(kind: 'pod' | 'joiner', count: number): string {
  return kind === 'joiner' && count === 0 ? kind : `${kind}${count}`
}

import { GATEWAY } from '../options/pod.ts'
import type { PodUses } from '../options/pod-options.ts'
import type { PodSettings } from '../settings/pod-settings.ts'
import type { Edges, PodProblem } from './edges.ts'
import { groupOptionProblems } from './group-options.ts'
import type { Needs } from './order.ts'

/** The settings of each Pod, in the order of the names. */
type AllSettings = readonly Pick<PodSettings<PodUses>, 'group'>[]

/** The positions of the Pods of each group, by its name. */
type Groups = ReadonlyMap<string, readonly number[]>

/** The groups of several Pods, each in the order in which data passes its Pods. */
export function groupsOf(graph: Needs, settings: AllSettings): Groups {
  return new Map(shared(settings).map(([group, indexes]) => [group, inOrder(graph, indexes)]))
}

/**
 * The problems of the groups of a graph that has no others: Pods that do not follow one another, and options with which
 * they cannot share a Pea.
 */
export function groupProblems(edges: Edges, settings: readonly PodSettings<PodUses>[]): readonly PodProblem[] {
  const groups = shared(settings)
  if (groups.length === 0) return []
  const receivers = receiversOf(edges)
  return groups.flatMap(([group, indexes]) => {
    const problems = chainProblems(edges, { group, indexes, receivers })
    if (problems.length > 0) return problems
    const pods = inOrder(edges, indexes).flatMap((position) => {
      const one = settings[position]
      return one === undefined ? [] : [{ name: edges.names[position] ?? '', settings: one }]
    })
    return groupOptionProblems(group, pods)
  })
}

/** Warns of a Pod that is alone in its group. */
export function loneProblems({ names }: Edges, settings: AllSettings): readonly PodProblem[] {
  return [...podsByGroup(settings)].flatMap(([group, [first = -1, ...others]]): readonly PodProblem[] => {
    const pod = names[first] ?? ''
    if (others.length > 0) return []
    const message = `"${pod}" is the only Pod of the group "${group}", so it shares its Pea with no other`
    const hint = 'Give the Pod before or after it the same group, or remove this option'
    return [{ pod, code: 'TOPOLOGY_GROUP', path: ['group'], message, hint }]
  })
}

/** The groups of several Pods. */
function shared(settings: AllSettings): readonly (readonly [group: string, indexes: readonly number[]])[] {
  return [...podsByGroup(settings)].filter(([, indexes]) => indexes.length > 1)
}

function podsByGroup(settings: AllSettings): Groups {
  const groups = new Map<string, number[]>()
  for (const [position, { group }] of settings.entries()) {
    if (group === undefined) continue
    const indexes = groups.get(group)
    if (indexes === undefined) groups.set(group, [position])
    else indexes.push(position)
  }
  return groups
}

function inOrder(graph: Needs, indexes: readonly number[]): readonly number[] {
  const group = new Set(indexes)
  const next = new Map(indexes.map((index) => [predecessorsIn(graph, group, index)[0], index]))
  const ordered: number[] = []
  for (let index = next.get(undefined); index !== undefined; index = next.get(index)) ordered.push(index)
  return ordered
}

/** The Pods of the group whose answers one of them takes. */
function predecessorsIn({ needs, positions }: Needs, group: ReadonlySet<number>, index: number): readonly number[] {
  const needed = (needs[index] ?? []).map((name) => positions.get(name) ?? -1)
  return needed.filter((position) => group.has(position))
}

/** The names of the Pods, or the gateway, that take the answers of each Pod. */
function receiversOf({ names, needs, answer }: Edges): ReadonlyMap<string, readonly string[]> {
  const receivers = new Map<string, string[]>(names.map((name) => [name, []]))
  for (const [position, needed] of needs.entries()) {
    for (const need of needed) receivers.get(need)?.push(names[position] ?? '')
  }
  receivers.get(answer)?.push(GATEWAY)
  return receivers
}

interface Group {
  readonly group: string
  readonly indexes: readonly number[]
  readonly receivers: ReadonlyMap<string, readonly string[]>
}

function chainProblems(edges: Edges, { group, indexes, receivers }: Group): readonly PodProblem[] {
  const { names, needs } = edges
  const own = new Set(indexes)
  const before = (index: number): readonly number[] => predecessorsIn(edges, own, index)
  const first = indexes.find((index) => before(index).length === 0)
  const followed = new Set(indexes.flatMap(before))
  return indexes.flatMap((index): readonly PodProblem[] => {
    const pod = names[index] ?? ''
    const needed = needs[index] ?? []
    const targets = receivers.get(pod) ?? []
    const problems: string[] = []
    if (index !== first && before(index).length === 0) {
      problems.push(`follows none of its other Pods: it needs ${quote(needed)}`)
    } else if (index !== first && needed.length > 1) {
      problems.push(`takes the answers of ${quote(needed)}, and only the first Pod of a group may join`)
    }
    if (followed.has(index) && targets.length > 1) {
      problems.push(`sends to ${quote(targets)}, and only the last Pod of a group may send to several`)
    }
    return problems.map((problem) => notInLine({ pod, group, problem }))
  })
}

function notInLine({ pod, group, problem }: Readonly<Record<'pod' | 'group' | 'problem', string>>): PodProblem {
  return {
    pod,
    code: 'TOPOLOGY_GROUP',
    path: ['group'],
    message: `"${pod}" is in the group "${group}", but ${problem}`,
    hint: 'Pods of one group follow one another: give it another group, or none',
  }
}

function quote(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(' and ')
}

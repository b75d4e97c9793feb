import type { OptionProblem } from '../options/check.ts'
import type { FlowOptions } from '../options/flow-options.ts'
import { suggestName } from '../options/names.ts'
import { GATEWAY, type Pod } from '../options/pod.ts'

/** A problem of one Pod; of the Flow as a whole if it names none. */
export interface PodProblem extends OptionProblem {
  readonly pod?: string | undefined
}

/** Which Pod takes the answers of which. */
export interface Edges {
  readonly names: readonly string[]
  /** The index of each Pod among the names. */
  readonly positions: ReadonlyMap<string, number>
  /** For each Pod, in order, the Pods it needs: its own `needs` first, then those that send to it. */
  readonly needs: readonly (readonly string[])[]
  /** The Pod whose answer is the Flow's. */
  readonly answer: string
  /** Unknown names, and more than one answer. */
  readonly problems: readonly PodProblem[]
}

/** The order of the Pods of a Flow. */
export interface Followers {
  readonly pods: readonly Pod[]
  readonly insertion: string
}

/** Everything that describes a Flow; a {@link Flow} is one. */
export interface FlowDescription extends Followers {
  readonly options: FlowOptions
}

/** Resolves `needs` and `sendTo`, which may name a Pod that is added later. */
export function resolveEdges({ pods, insertion }: Followers): Edges {
  const names = pods.map(({ name }) => name)
  const positions = new Map(names.map((name, position) => [name, position]))
  const senders = sendersOf(pods)
  const needs = pods.map(({ name, after, edges }) => {
    const own = edges.needs ?? [after]
    const others = senders.get(name)
    return others === undefined ? own : [...new Set([...own, ...others])]
  })
  const answers = senders.get(GATEWAY) ?? []
  return {
    names,
    positions,
    needs,
    answer: answers[0] ?? insertion,
    problems: [...unknownNames(pods, positions), ...twoAnswers(answers)],
  }
}

/** By name, the Pods that send to it. */
function sendersOf(pods: readonly Pod[]): ReadonlyMap<string, readonly string[]> {
  const senders = new Map<string, string[]>()
  for (const { name, edges } of pods) {
    if (edges.sendTo === undefined) continue
    for (const target of edges.sendTo) {
      const others = senders.get(target)
      if (others === undefined) senders.set(target, [name])
      else others.push(name)
    }
  }
  return senders
}

function unknownNames(pods: readonly Pod[], positions: ReadonlyMap<string, number>): readonly PodProblem[] {
  const problems: PodProblem[] = []
  const isKnown = (name: string): boolean => name === GATEWAY || positions.has(name)
  const check = (pod: string, option: Mention['option'], mentioned: readonly string[]): void => {
    if (mentioned.every(isKnown)) return
    for (const [index, name] of mentioned.entries()) {
      if (!isKnown(name)) problems.push(unknownName({ pod, option, name, index }, positions))
    }
  }
  for (const { name, after, edges } of pods) {
    check(name, 'needs', edges.needs ?? [after])
    if (edges.sendTo !== undefined) check(name, 'sendTo', edges.sendTo)
  }
  return problems
}

interface Mention {
  readonly pod: string
  readonly option: 'needs' | 'sendTo'
  readonly name: string
  readonly index: number
}

function unknownName({ pod, option, name, index }: Mention, positions: ReadonlyMap<string, number>): PodProblem {
  return {
    pod,
    code: 'TOPOLOGY_UNKNOWN_POD',
    path: [option, index],
    message: `"${pod}" ${option === 'needs' ? 'needs' : 'sends to'} "${name}", which is not a Pod of this Flow`,
    hint: suggestName(name, positions),
  }
}

function twoAnswers([first, second]: readonly string[]): readonly PodProblem[] {
  if (first === undefined || second === undefined) return []
  return [
    {
      pod: second,
      code: 'TOPOLOGY_TWO_ANSWERS',
      path: ['sendTo'],
      message: `"${first}" and "${second}" both send to the gateway, but a Flow has one answer`,
      hint: `Join them: join(['${first}', '${second}'])`,
    },
  ]
}

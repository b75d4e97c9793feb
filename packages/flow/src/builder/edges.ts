import type { OptionProblem } from '../options/check.ts'
import { suggestName } from './names.ts'
import { GATEWAY, type Pod } from './pod.ts'

/** A problem of one Pod; of the Flow as a whole if it names none. */
export interface PodProblem extends OptionProblem {
  readonly pod?: string | undefined
}

/** Who takes whose answers. */
export interface Edges {
  /** For each Pod, in order, whom it needs: its own `needs` first, then who sends to it. */
  readonly needs: readonly (readonly string[])[]
  /** The Pod whose answer is the Flow's. */
  readonly answer: string
  /** Names of Pods that are none, and more than one answer. */
  readonly problems: readonly PodProblem[]
}

/** What a Flow says of who follows whom. */
export interface Followers {
  readonly pods: readonly Pod[]
  readonly insertion: string
}

/** Resolves `needs` and `sendTo`, in which a Pod may be named before it is added. */
export function resolveEdges({ pods, insertion }: Followers): Edges {
  const names = new Set(pods.map(({ name }) => name))
  const needs = new Map(pods.map((pod) => [pod.name, new Set(pod.options.needs ?? [pod.after])]))
  for (const { name, options } of pods) for (const target of options.sendTo ?? []) needs.get(target)?.add(name)
  const answers = pods.filter(({ options }) => options.sendTo?.includes(GATEWAY)).map(({ name }) => name)
  return {
    needs: pods.map(({ name }) => [...(needs.get(name) ?? [])]),
    answer: answers[0] ?? insertion,
    problems: [...pods.flatMap((pod) => unknownNames(pod, names)), ...twoAnswers(answers)],
  }
}

function unknownNames({ name: pod, after, options }: Pod, names: ReadonlySet<string>): readonly PodProblem[] {
  const isKnown = (name: string): boolean => name === GATEWAY || names.has(name)
  const { needs = [after], sendTo = [] } = options
  if (needs.every(isKnown) && sendTo.every(isKnown)) return []
  const unknown = (option: 'needs' | 'sendTo') => (name: string, index: number) =>
    isKnown(name) ? [] : [unknownName({ pod, option, name, index }, [...names])]
  return [...needs.flatMap(unknown('needs')), ...sendTo.flatMap(unknown('sendTo'))]
}

interface Mention {
  readonly pod: string
  readonly option: 'needs' | 'sendTo'
  readonly name: string
  readonly index: number
}

function unknownName({ pod, option, name, index }: Mention, names: readonly string[]): PodProblem {
  return {
    pod,
    code: 'TOPOLOGY_UNKNOWN_POD',
    path: [option, index],
    message: `"${pod}" ${option === 'needs' ? 'needs' : 'sends to'} "${name}", which is no Pod of this Flow`,
    hint: suggestName(name, names),
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

import type { OptionProblem } from '../options/check.ts'
import type { FlowOptions } from '../options/flow-options.ts'
import { freeName, nameProblem } from '../options/names.ts'
import { GATEWAY, type Pod, type PodEdges, type PodValues } from '../options/pod.ts'
import { podProblems } from '../options/rules.ts'
import { PodList } from './pod-list.ts'

/** A Flow as plain values; each method of {@link Flow} makes a new one. */
export interface FlowDraft {
  /** The options of the Flow itself. */
  readonly options: FlowOptions
  readonly pods: PodList
  /** The Pod after which the next one is added, and whose answer is the Flow's. */
  readonly insertion: string
  /** Below this number no name of the kind is free. */
  readonly unnamed: { readonly pod: number; readonly joiner: number }
}

/** A draft, and what is wrong with its last change. */
export interface Drafted {
  readonly draft: FlowDraft
  readonly problems: readonly OptionProblem[]
}

/** What {@link addPod} adds. */
export interface Addition {
  /** `undefined` for the next free name of the kind. */
  readonly name: string | undefined
  readonly kind: 'pod' | 'joiner'
  readonly edges: PodEdges
  readonly options: PodValues
}

/** A Flow without Pods. */
export function emptyDraft(options: FlowOptions): FlowDraft {
  return { options, pods: PodList.EMPTY, insertion: GATEWAY, unnamed: { pod: 0, joiner: 0 } }
}

/** Adds a Pod at the insertion point, and moves that to it. */
export function addPod(draft: FlowDraft, { name: given, kind, edges, options }: Addition): Drafted {
  const [free, count] = given === undefined ? freeName(kind, draft.unnamed[kind], (name) => draft.pods.has(name)) : []
  const name = given ?? free ?? kind
  const pod: Pod = { name, after: draft.insertion, edges, options }
  const wrongName = draft.pods.has(name) ? nameInUse(name) : nameProblem(name)
  const problems = [...(wrongName === undefined ? [] : [wrongName]), ...podProblems(pod)]
  if (wrongName !== undefined) return { draft, problems }
  const unnamed = count === undefined ? draft.unnamed : { ...draft.unnamed, [kind]: count + 1 }
  return { draft: { ...draft, pods: draft.pods.append(pod), insertion: name, unnamed }, problems }
}

/** Replaces a Pod of the draft. */
export function replacePod(draft: FlowDraft, pod: Pod): Drafted {
  const pods = draft.pods.toArray().map((one) => (one.name === pod.name ? pod : one))
  return { draft: { ...draft, pods: PodList.of(pods) }, problems: podProblems(pod) }
}

/** Removes a Pod. The Pods that followed it by default then follow the Pod before it. */
export function removePod(draft: FlowDraft, { name, after }: Pod): FlowDraft {
  const rest = draft.pods.toArray().filter((pod) => pod.name !== name)
  const pods = rest.map((pod) => (pod.after === name ? { ...pod, after } : pod))
  const insertion = draft.insertion === name ? after : draft.insertion
  return { ...draft, pods: PodList.of(pods), insertion, unnamed: { pod: 0, joiner: 0 } }
}

function nameInUse(name: string): OptionProblem {
  return {
    code: 'TOPOLOGY_NAME_IN_USE',
    path: ['name'],
    message: `there is already a Pod "${name}"`,
    hint: 'Choose another name, or change that Pod with set()',
  }
}

import { checkFlow } from '../builder/check-flow.ts'
import type { FlowDraft } from '../builder/draft.ts'
import type { PodProblem } from '../builder/edges.ts'
import { show } from '../options/check.ts'
import { suggestName } from '../options/names.ts'
import type { Entry } from '../yaml/entries.ts'
import type { Remark } from './report.ts'
import { locate, type Reading, type Section } from './section.ts'

/** Where the file describes the Pods of a Flow. */
export interface PodSections {
  /** By the name under which each was added. */
  readonly sections: ReadonlyMap<string, Section>
  readonly pods: Entry | undefined
}

/** Moves the insertion point to the Pod that `returns` names. */
export function readReturns({ plain, report }: Reading, draft: FlowDraft, entry: Entry | undefined): FlowDraft {
  const name = entry === undefined ? null : plain.read(entry.value, 'returns')
  if (entry === undefined || name === null) return draft
  if (typeof name === 'string' && draft.pods.has(name)) return { ...draft, insertion: name }
  const message =
    typeof name === 'string'
      ? `"${name}" is not a Pod of this Flow, so its answer cannot be the Flow's`
      : `expected the name of the Pod whose answer is the Flow's, got ${show(name)}`
  const hint = suggestName(String(name), draft.pods)
  report.problem({ code: 'TOPOLOGY_UNKNOWN_POD', message, hint, path: 'returns' }, entry.value.offset)
  return draft
}

/** Reports what is wrong with the graph as a whole, at the options that cause it. */
export function reportGraph(reading: Reading, draft: FlowDraft, pods: PodSections): void {
  const { problems, warnings } = checkFlow({ ...draft, pods: draft.pods.toArray() })
  // Other mistakes may be the reason why a Pod is missing or why there is a cycle.
  const isWhole = reading.report.problems.length === 0
  const certain = problems.filter(({ code }) => isWhole || !MAY_FOLLOW.has(code))
  for (const problem of certain) reading.report.problem(...locateProblem(reading, problem, pods))
  for (const warning of warnings) reading.report.warning(...locateProblem(reading, warning, pods))
}

const MAY_FOLLOW: ReadonlySet<string> = new Set(['TOPOLOGY_EMPTY', 'TOPOLOGY_CYCLE'])

function locateProblem(
  { maps }: Reading,
  { pod, path: keys, ...problem }: PodProblem,
  { sections, pods }: PodSections,
): [Remark, offset: number] {
  const section = pod === undefined ? undefined : sections.get(pod)
  if (section === undefined) return [{ ...problem, path: 'pods' }, pods?.offset ?? 0]
  const { path, offset } = locate(maps, section, keys)
  return [{ ...problem, path }, offset]
}

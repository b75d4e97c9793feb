import { checkFlow } from '../builder/check-flow.ts'
import type { FlowDraft } from '../builder/draft.ts'
import type { PodProblem } from '../builder/edges.ts'
import { suggestName } from '../builder/names.ts'
import { show } from '../options/check.ts'
import { toFileName } from '../options/option.ts'
import type { Entry } from './entries.ts'
import { nodeAt, writePath } from './report.ts'
import type { Reading, Section } from './section.ts'

/** Where the Pods of a Flow stand in its file. */
export interface PodPlaces {
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
      ? `"${name}" is no Pod of this Flow, so it cannot answer`
      : `expected the name of the Pod whose answer is the Flow's, got ${show(name)}`
  const hint = suggestName(
    String(name),
    draft.pods.toArray().map(({ name }) => name),
  )
  report.problem({ code: 'TOPOLOGY_UNKNOWN_POD', message, hint, path: 'returns' }, entry.value)
  return draft
}

/** Reports what is wrong with the graph as a whole, at the options that make it so. */
export function reportGraph(reading: Reading, draft: FlowDraft, places: PodPlaces): void {
  const { problems, warnings } = checkFlow({ pods: draft.pods.toArray(), insertion: draft.insertion })
  // Other mistakes may be why a Pod is missing; only those that are mistakes anyway are worth a word then.
  const isWhole = reading.report.problems.length === 0
  const certain = problems.filter(({ code }) => isWhole || code !== 'TOPOLOGY_EMPTY')
  for (const problem of certain) reading.report.problem(...placed(reading, problem, places))
  for (const warning of warnings) reading.report.warning(...placed(reading, warning, places))
}

type Placed = Parameters<Reading['report']['problem']>

function placed({ maps }: Reading, problem: PodProblem, { sections, pods }: PodPlaces): Placed {
  const { code, message, hint, pod, path } = problem
  const section = pod === undefined ? undefined : sections.get(pod)
  if (section === undefined) return [{ code, message, hint, path: 'pods' }, pods?.keyNode ?? null]
  const [option, ...rest] = path
  const origin = option === undefined ? undefined : originOf(section, toFileName(String(option)))
  if (origin === undefined) return [{ code, message, hint, path: section.path }, section.place]
  return [{ code, message, hint, path: writePath(section.path, origin.key) }, nodeAt(maps, origin.value, rest)]
}

function originOf({ origins }: Section, option: string): Entry | undefined {
  return origins.get(option) ?? (option === 'needs' ? origins.get('recv_from') : undefined)
}

import { FlowError } from '@peaflow/core'
import { isMap, type Node } from 'yaml'
import { emptyDraft, type FlowDraft } from '../builder/draft.ts'
import { show } from '../options/check.ts'
import { type Entry, MapReader } from './entries.ts'
import type { Environment } from './interpolate.ts'
import { type ParsedYaml, parseYaml } from './parse-yaml.ts'
import { PlainReader } from './plain.ts'
import { readPodItems } from './pod-items.ts'
import type { FilePlace, FlowProblem } from './problem.ts'
import { readReturns, reportGraph } from './read-graph.ts'
import { readPodItem } from './read-pod.ts'
import { Report } from './report.ts'
import { placeOf as optionPlace, type Reading, type Section } from './section.ts'
import { readFlowLevel, readTopLevel } from './top-level.ts'

/** How to read a flow file. */
export interface ReadOptions {
  /**
   * The variables that the file may name.
   *
   * @defaultValue none
   */
  readonly env?: Environment | undefined
  /** What messages call the file. */
  readonly file?: string | undefined
}

/** A flow file as far as it could be read. */
export interface ReadDraft {
  readonly draft: FlowDraft
  readonly problems: readonly FlowProblem[]
  readonly warnings: readonly FlowProblem[]
  /** Where the file says this of a Pod. */
  placeOf(pod: string, option: string): FilePlace | undefined
}

/** Reads a flow file to its end, however many mistakes it has. */
export function readDraft(text: string, { env = {}, file }: ReadOptions): ReadDraft {
  if (typeof text !== 'string') throw noText(text)
  const parsed = parseYaml(text)
  const report = new Report(parsed.lines, file)
  for (const { message, offset } of parsed.problems) report.problem({ code: 'CONFIG_YAML', message, path: '' }, offset)
  // Flow files of Jina begin with this tag.
  const warnings = parsed.warnings.filter(({ message }) => !message.endsWith('tag: !Flow'))
  for (const { message, offset } of warnings) report.warning({ code: 'CONFIG_YAML', message, path: '' }, offset)
  const { draft, placeOf } = (parsed.problems.length === 0 && readDocument(parsed, env, report)) || NOTHING
  return {
    draft,
    problems: report.problems.toSorted(byPlace),
    warnings: report.warnings.toSorted(byPlace),
    placeOf,
  }
}

type Read = Pick<ReadDraft, 'draft' | 'placeOf'>

const NOTHING: Read = { draft: emptyDraft({}), placeOf: () => undefined }

function noText(given: unknown): FlowError {
  return new FlowError('CONFIG_FLOW_FILE', `expected the text of a flow file, got ${show(given)}`, {
    hint: "Read the file as text: await readFile('flow.yml', 'utf8')",
  })
}

function byPlace(one: FlowProblem, other: FlowProblem): number {
  return one.line - other.line || one.column - other.column
}

function readDocument({ document }: ParsedYaml, env: Environment, report: Report): Read | undefined {
  if (document === undefined) return undefined
  const root = document.contents as Node | null
  const maps = new MapReader(document)
  const reading = { maps, plain: new PlainReader(maps, env, report), report }
  if (isMap(root)) return readRoot(reading, readTopLevel(reading, root))
  const message = root === null ? 'the file is empty' : 'expected a mapping with `pods`'
  report.problem({ code: 'CONFIG_FLOW_FILE', message, path: '' }, root)
  return undefined
}

function readRoot(reading: Reading, top: ReadonlyMap<string, Entry>): Read {
  let draft = emptyDraft(readFlowLevel(reading, top))
  const sections = new Map<string, Section>()
  for (const item of readPodItems(reading, top.get('pods'))) {
    const added = readPodItem(reading, draft, item)
    draft = added.draft
    if (added.name !== undefined) sections.set(added.name, added.section)
  }
  draft = readReturns(reading, draft, top.get('returns'))
  reportGraph(reading, draft, { sections, pods: top.get('pods') })
  const placeOf = (pod: string, option: string): FilePlace | undefined => {
    const section = sections.get(pod)
    if (section === undefined) return undefined
    const { path, node } = optionPlace(reading.maps, section, [option])
    return reading.report.place(path, node)
  }
  return { draft, placeOf }
}

import { FlowError, toFileName } from '@peaflow/core'
import { emptyDraft, type FlowDraft } from '../builder/draft.ts'
import { show } from '../options/check.ts'
import { type Entry, MapReader } from '../yaml/entries.ts'
import { resolveAlias } from '../yaml/node.ts'
import { type ParsedYaml, parseYaml } from '../yaml/parse.ts'
import type { Environment } from './interpolate.ts'
import { PlainReader } from './plain.ts'
import { podsOf, readDeployment, readPodItems } from './pod-items.ts'
import type { FlowProblem, SourcePosition } from './problem.ts'
import { readReturns, reportGraph } from './read-graph.ts'
import { readPodItem } from './read-pod.ts'
import { Report } from './report.ts'
import { locate, type Reading, type Section } from './section.ts'
import { isOfType, readFlowLevel, readTopLevel } from './top-level.ts'

/** How to read a flow file. */
export interface ReadOptions {
  /**
   * The variables that the file may use.
   *
   * @defaultValue none
   */
  readonly env?: Environment | undefined
  /** The name of the file, for messages. */
  readonly file?: string | undefined
}

/** A flow file as far as it could be read. */
export interface ReadDraft {
  readonly draft: FlowDraft
  readonly problems: readonly FlowProblem[]
  readonly warnings: readonly FlowProblem[]
  /** The file is marked as one of Jina's, by the tag `!Flow` or by `jtype`. */
  readonly isJina: boolean
  /** Where the file sets an option of a Pod, or of the Flow itself. */
  positionOf(pod: string | undefined, option: string): SourcePosition | undefined
}

/** Reads a flow file to its end, however many mistakes it has. */
export function readDraft(text: string, { env = {}, file }: ReadOptions): ReadDraft {
  if (typeof text !== 'string') throw notText(text)
  const parsed = parseYaml(text)
  const report = new Report(parsed.lines, file)
  for (const { message, offset } of parsed.problems) report.problem({ code: 'CONFIG_YAML', message, path: '' }, offset)
  for (const { message, offset } of parsed.warnings) report.warning({ code: 'CONFIG_YAML', message, path: '' }, offset)
  const { draft, isJina, positionOf } =
    (parsed.problems.length === 0 && readDocument(parsed, env, report)) || UNREADABLE
  return {
    draft,
    problems: report.problems.toSorted(byPosition),
    warnings: report.warnings.toSorted(byPosition),
    isJina,
    positionOf,
  }
}

type Read = Pick<ReadDraft, 'draft' | 'isJina' | 'positionOf'>

const UNREADABLE: Read = { draft: emptyDraft({}), isJina: false, positionOf: () => undefined }

function notText(given: unknown): FlowError {
  return new FlowError('CONFIG_FLOW_FILE', `expected the content of a flow file as a string, got ${show(given)}`, {
    hint: "Read the file as text: await readFile('flow.yml', 'utf8')",
  })
}

function byPosition(one: FlowProblem, other: FlowProblem): number {
  return one.line - other.line || one.column - other.column
}

function readDocument({ root, isJina: isTagged }: ParsedYaml, env: Environment, report: Report): Read | undefined {
  const maps = new MapReader()
  const isJina = isTagged || (root?.kind === 'map' && maps.entriesOf(root).entries.some(({ key }) => key === 'jtype'))
  const plain = new PlainReader(maps, { env, isStrict: isJina }, report)
  const reading = { maps, plain, report, env, isJina }
  if (root?.kind === 'map') return readRoot(reading, readTopLevel(reading, root))
  const message = root === undefined ? 'the file is empty' : 'expected a mapping with `pods`'
  report.problem({ code: 'CONFIG_FLOW_FILE', message, path: '' }, root?.offset ?? 0)
  return undefined
}

function readRoot(reading: Reading, top: ReadonlyMap<string, Entry>): Read {
  const isDeployment = isOfType(top, 'Deployment')
  let draft = emptyDraft(readFlowLevel(reading, top, isDeployment))
  const sections = new Map<string, Section>()
  const pods = podsOf(reading, top, isDeployment)
  for (const item of isDeployment ? readDeployment(reading, pods) : readPodItems(reading, pods)) {
    const added = readPodItem(reading, draft, item)
    draft = added.draft
    if (added.name !== undefined) sections.set(added.name, added.section)
  }
  draft = readReturns(reading, draft, top.get('returns'))
  reportGraph(reading, draft, { sections, pods })
  const positionOf = (pod: string | undefined, option: string): SourcePosition | undefined => {
    if (pod === undefined) return positionInWith(reading, top.get('with'), option)
    const section = sections.get(pod)
    if (section === undefined) return undefined
    const { path, offset } = locate(reading.maps, section, [option])
    return reading.report.positionOf(path, offset)
  }
  return { draft, isJina: reading.isJina, positionOf }
}

/** Where an option of the Flow stands; `with` itself if it is not there under Peaflow's name. */
function positionInWith(
  { maps, report }: Reading,
  entry: Entry | undefined,
  option: string,
): SourcePosition | undefined {
  if (entry === undefined) return undefined
  const map = resolveAlias(entry.value)
  const { entries } = map.kind === 'map' ? maps.entriesOf(map) : { entries: [] }
  const own = entries.find(({ key }) => key === toFileName(option))
  return report.positionOf(own === undefined ? 'with' : `with.${own.key}`, (own ?? entry).value.offset)
}

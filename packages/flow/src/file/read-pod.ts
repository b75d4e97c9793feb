import { isMap, isScalar } from 'yaml'
import { addPod, type FlowDraft } from '../builder/draft.ts'
import { readPodValues } from '../builder/read-options.ts'
import { optionChecker, show } from '../options/check.ts'
import { podTable } from '../options/pod-table.ts'
import { fromJinaValues, JINA_POD_NAMES } from './jina.ts'
import type { PodItem } from './pod-items.ts'
import { writePath } from './report.ts'
import { type Reading, readSection, reportOptions, type Section } from './section.ts'

/** A Flow with one more Pod of the file, and where that stands. */
export interface AddedPod {
  readonly draft: FlowDraft
  readonly section: Section
  /** Under which name it was added; nothing if it has none that can be. */
  readonly name: string | undefined
}

const check = optionChecker(podTable, 'file')

/** What Jina writes beside the options of a Pod in a list: how it was added. */
const METHODS: ReadonlySet<unknown> = new Set([undefined, 'add', 'needs', 'join'])

/** Reads one Pod of a file and adds it to the Flow; its mistakes are reported, and what they are in is left out. */
export function readPodItem(reading: Reading, draft: FlowDraft, item: PodItem): AddedPod {
  const section = readOwnSection(reading, item)
  const { method, name: _name, ...values } = section.values
  if (!METHODS.has(method)) reportMethod(reading, section)
  const {
    edges,
    options: said,
    problems,
  } = readPodValues(fromJinaValues(withoutForever(reading, section, values)), check)
  reportOptions(reading, section, problems)
  const joins = method === 'needs' || method === 'join'
  if (joins && (edges.needs?.length ?? 0) < 2) reportJoin(reading, section)
  const options = joins ? { uses: '_merge', ...said } : said
  const added = addPod(draft, { name: item.name, kind: joins ? 'joiner' : 'pod', edges, options })
  reportOptions(reading, section, added.problems)
  return { draft: added.draft, section, name: added.draft === draft ? undefined : added.draft.insertion }
}

function readOwnSection(reading: Reading, { value, path, place }: PodItem): Section {
  const resolved = reading.maps.resolve(value)
  const isEmpty = resolved === null || (isScalar(resolved) && resolved.value === null)
  if (!isMap(resolved) && !isEmpty) {
    const message = `expected a mapping of options, got ${show(reading.plain.read(value, path))}`
    reading.report.problem({ code: 'CONFIG_OPTION', message, path }, value)
  }
  const section = readSection(reading, { value, path, place }, JINA_POD_NAMES)
  const internal = section.origins.get('uses_internal')
  if (internal !== undefined && section.values.image === undefined && !isImage(section.values.uses)) {
    const message = '"uses_internal" is what runs inside of an image, and this Pod has none; it is ignored'
    const remark = { code: 'CONFIG_JINA_KEY', message, path: writePath(path, 'uses_internal') } as const
    reading.report.warning(remark, internal.keyNode)
  }
  return section
}

function isImage(uses: unknown): boolean {
  return typeof uses === 'string' && uses.startsWith('docker://')
}

/** In Jina a time limit of -1 waits for ever, which nothing does here. */
function withoutForever(
  { report }: Reading,
  { origins, path }: Section,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (values.timeout_ready !== -1) return values
  const message = '"timeout_ready: -1" waits for ever, which Peaflow never does; it is ignored'
  const remark = { code: 'CONFIG_JINA_KEY', message, path: writePath(path, 'timeout_ready') } as const
  report.warning(remark, origins.get('timeout_ready')?.value ?? null)
  const { timeout_ready: _forever, ...rest } = values
  return rest
}

function reportMethod({ report }: Reading, { values, origins, path }: Section): void {
  const message = `expected add, join or needs, got ${show(values.method)}`
  report.problem(
    { code: 'CONFIG_OPTION', message, path: writePath(path, 'method') },
    origins.get('method')?.value ?? null,
  )
}

function reportJoin({ report }: Reading, { origins, path, place }: Section): void {
  report.problem(
    {
      code: 'TOPOLOGY_JOIN',
      message: 'a join waits for at least two Pods',
      hint: 'Name all whose answers it waits for in `needs`, or use the method add for one',
      path: writePath(path, 'needs'),
    },
    origins.get('needs')?.value ?? place,
  )
}

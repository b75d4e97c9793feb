import { addPod, type FlowDraft } from '../builder/draft.ts'
import { readPodValues } from '../builder/read-options.ts'
import { optionChecker, show } from '../options/check.ts'
import { podTable } from '../options/pod-table.ts'
import { isNull, resolveAlias } from '../yaml/node.ts'
import { fromJinaValues, JINA_POD_NAMES } from './jina.ts'
import { writePath } from './path.ts'
import type { PodItem } from './pod-items.ts'
import { type Reading, readSection, reportOptions, type Section } from './section.ts'

/** A Flow with one more Pod of the file. */
export interface AddedPod {
  readonly draft: FlowDraft
  readonly section: Section
  /** The name under which it was added; `undefined` if it could not be added. */
  readonly name: string | undefined
}

const check = optionChecker(podTable, 'file')

/** How a Pod of a Jina list was added, which Jina writes beside its options. */
const METHODS: ReadonlySet<unknown> = new Set([undefined, 'add', 'needs', 'join'])

/** Reads one Pod of a file and adds it to the Flow; options with mistakes are reported and left out. */
export function readPodItem(reading: Reading, draft: FlowDraft, item: PodItem): AddedPod {
  const section = readOwnSection(reading, item)
  const { method, name: _name, ...values } = section.values
  if (!METHODS.has(method)) reportMethod(reading, section)
  const limited = withoutEndlessTimeout(reading, section, values)
  const { edges, options: read, problems } = readPodValues(fromJinaValues(limited), check)
  reportOptions(reading, section, problems)
  const joins = method === 'needs' || method === 'join'
  if (joins && (edges.needs?.length ?? 0) < 2) reportJoin(reading, section)
  const options = joins ? { uses: '_merge', ...read } : read
  const added = addPod(draft, { name: item.name, kind: joins ? 'joiner' : 'pod', edges, options })
  reportOptions(reading, section, added.problems)
  return { draft: added.draft, section, name: added.draft === draft ? undefined : added.draft.insertion }
}

function readOwnSection(reading: Reading, item: PodItem): Section {
  const { value, path } = item
  if (resolveAlias(value).kind !== 'map' && !isNull(value)) {
    const message = `expected a mapping of options, got ${show(reading.plain.read(value, path))}`
    reading.report.problem({ code: 'CONFIG_OPTION', message, path }, value.offset)
  }
  const section = readSection(reading, item, JINA_POD_NAMES)
  const internal = section.origins.get('uses_internal')
  if (internal !== undefined && section.values.image === undefined && !isImage(section.values.uses)) {
    const message = '"uses_internal" runs inside an image, but this Pod has no image; it is ignored'
    const remark = { code: 'CONFIG_JINA_KEY', message, path: writePath(path, 'uses_internal') } as const
    reading.report.warning(remark, internal.offset)
  }
  return section
}

function isImage(uses: unknown): boolean {
  return typeof uses === 'string' && uses.startsWith('docker://')
}

/** In Jina a timeout of -1 means no limit, which Peaflow does not support. */
function withoutEndlessTimeout(
  { report }: Reading,
  { origins, path, offset }: Section,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (values.timeout_ready !== -1) return values
  const message = '"timeout_ready: -1" means no limit, which Peaflow does not support; it is ignored'
  const remark = { code: 'CONFIG_JINA_KEY', message, path: writePath(path, 'timeout_ready') } as const
  report.warning(remark, origins.get('timeout_ready')?.value.offset ?? offset)
  const { timeout_ready: _endless, ...rest } = values
  return rest
}

function reportMethod({ report }: Reading, { values, origins, path, offset }: Section): void {
  const message = `expected add, join or needs, got ${show(values.method)}`
  const remark = { code: 'CONFIG_OPTION', message, path: writePath(path, 'method') } as const
  report.problem(remark, origins.get('method')?.value.offset ?? offset)
}

function reportJoin({ report }: Reading, { origins, path, offset }: Section): void {
  report.problem(
    {
      code: 'TOPOLOGY_JOIN',
      message: 'a join waits for at least two Pods',
      hint: 'List in `needs` every Pod whose answer it waits for, or use the method add for a single one',
      path: writePath(path, 'needs'),
    },
    origins.get('needs')?.value.offset ?? offset,
  )
}

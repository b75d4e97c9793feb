import { addPod, type FlowDraft } from '../builder/draft.ts'
import { readPodValues } from '../builder/read-options.ts'
import { optionChecker, show } from '../options/check.ts'
import { podTable } from '../options/pod-table.ts'
import { isNull, resolveAlias } from '../yaml/node.ts'
import { readUses } from './jina/executor.ts'
import { JINA_POD_NAMES } from './jina/names.ts'
import { translateJina, translatePod, withoutLimits } from './jina/translate.ts'
import { writePath } from './path.ts'
import type { PodItem } from './pod-items.ts'
import { type Reading, readSection, reportOptions, reportTranslated, type Section } from './section.ts'

/** A Flow with one more Pod of the file. */
export interface AddedPod {
  readonly draft: FlowDraft
  readonly section: Section
  /** The name under which it was added; `undefined` if it could not be added. */
  readonly name: string | undefined
}

const check = optionChecker(podTable, 'file')

/** How a Pod of a Jina list was added, which Jina writes beside its options. */
const METHODS: ReadonlySet<unknown> = new Set([undefined, 'add', 'needs', 'join', 'inspect'])

/** Reads one Pod of a file and adds it to the Flow; options with mistakes are reported and left out. */
export function readPodItem(reading: Reading, draft: FlowDraft, item: PodItem): AddedPod {
  const section = readOwnSection(reading, item)
  const { method, floating, name: _name, ...values } = section.values
  if (!METHODS.has(method)) reportMethod(reading, section)
  const { edges, options: read, problems } = readPodValues(reading.isJina ? values : { ...values, floating }, check)
  reportOptions(reading, section, problems)
  const joins = method === 'needs' || method === 'join'
  if (joins && (edges.needs?.length ?? 0) < 2 && !section.isPartial) reportJoin(reading, section)
  const options = joins ? { uses: '_merge', ...read } : read
  const added = addPod(draft, { name: item.name, kind: joins ? 'joiner' : 'pod', edges, options })
  const certain = added.problems.filter(({ code }) => !section.isPartial || code.startsWith('TOPOLOGY_'))
  reportOptions(reading, section, certain)
  const name = added.draft === draft ? undefined : added.draft.insertion
  const isSide = method === 'inspect' || (reading.isJina && floating === true)
  return { draft: isSide ? { ...added.draft, insertion: draft.insertion } : added.draft, section, name }
}

function readOwnSection(reading: Reading, item: PodItem): Section {
  const { value, path } = item
  if (resolveAlias(value).kind !== 'map' && !isNull(value)) {
    const message = `expected a mapping of options, got ${show(reading.plain.read(value, path))}`
    const hint = 'A Pod is a mapping of options, as in `encode: { uses: ./encode.js }`'
    reading.report.problem({ code: 'CONFIG_OPTION', message, hint, path }, value.offset)
  }
  const section = readSection(reading, item, JINA_POD_NAMES)
  const internal = section.origins.get('uses_internal')
  if (
    internal !== undefined &&
    section.values.image === undefined &&
    readUses(section.values.uses).image === undefined
  ) {
    const message = '"uses_internal" runs inside an image, but this Pod has no image; it is ignored'
    const hint = 'Remove it, or set `image`'
    const remark = { code: 'CONFIG_JINA_KEY', message, hint, path: writePath(path, 'uses_internal') } as const
    reading.report.warningOnce(remark, internal.offset)
  }
  const own = reading.isJina ? reportTranslated(reading, section, translateJina(section.values)) : section
  const named = reportTranslated(reading, own, translatePod(own.values))
  return reportTranslated(reading, named, withoutLimits(named.values))
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

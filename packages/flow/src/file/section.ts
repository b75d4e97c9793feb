import { isMap, type Node } from 'yaml'
import type { OptionProblem } from '../options/check.ts'
import { toFileName } from '../options/option.ts'
import type { Entry, MapReader } from './entries.ts'
import { JINA_IGNORED } from './jina.ts'
import type { PlainReader } from './plain.ts'
import { follow, type Report, writePath } from './report.ts'

/** What every part of the reader works with. */
export interface Reading {
  readonly maps: MapReader
  readonly plain: PlainReader
  readonly report: Report
}

/** Some options of the file under the names we know them by, each with its place. */
export interface Section {
  readonly values: Readonly<Record<string, unknown>>
  /** By our name: what stands in the file. */
  readonly origins: ReadonlyMap<string, Entry>
  /** The way to it: `pods.encode`. */
  readonly path: string
  /** Where it begins in the file. */
  readonly place: Node | null
}

/** Where a section is. */
export interface SectionPlace extends Pick<Section, 'path' | 'place'> {
  readonly value: Node | null
}

/** Reads a mapping of options; keys without a value count as not given. */
export function readSection(
  { maps, plain, report }: Reading,
  { value, path, place }: SectionPlace,
  renamed: Readonly<Record<string, string>>,
): Section {
  const values: Record<string, unknown> = {}
  const origins = new Map<string, Entry>()
  const map = maps.resolve(value)
  const { entries, mistakes } = isMap(map) ? maps.entriesOf(map) : { entries: [], mistakes: [] }
  for (const { node, message } of mistakes) report.problem({ code: 'CONFIG_YAML', message, path }, node)
  for (const entry of entries) {
    const name = Object.hasOwn(renamed, entry.key) ? (renamed[entry.key] ?? entry.key) : entry.key
    const data = plain.read(entry.value, writePath(path, entry.key))
    if (JINA_IGNORED.has(entry.key)) {
      warnIgnored(report, entry, path)
    } else if (origins.has(name)) {
      const other = origins.get(name)?.key
      const message = `"${entry.key}" and "${other}" are two names of one option`
      report.problem({ code: 'CONFIG_OPTION', message, path: writePath(path, entry.key) }, entry.keyNode)
    } else if (data !== null) {
      values[name] = data
      origins.set(name, entry)
    }
  }
  return { values, origins, path, place }
}

/** Reports what is wrong with some options, each at its place. */
export function reportOptions({ maps, report }: Reading, section: Section, problems: readonly OptionProblem[]): void {
  for (const { path: keys, ...problem } of problems) {
    const { path, node } = placeOf(maps, section, keys)
    // What is not there to be an option is its key; what is wrong is its value.
    const key = problem.code === 'CONFIG_OPTION_UNKNOWN' ? section.origins.get(String(keys[0]))?.keyNode : undefined
    report.problem({ ...problem, path }, key ?? node)
  }
}

/** Where in the file a path of options leads; to the section if it says nothing of such an option. */
export function placeOf(
  maps: MapReader,
  { origins, path, place }: Section,
  [option, ...rest]: readonly (string | number)[],
): { readonly path: string; readonly node: Node | null } {
  const name = toFileName(String(option))
  const origin = origins.get(name) ?? (name === 'needs' ? origins.get('recv_from') : undefined)
  if (origin === undefined) return { path, node: place }
  const { node, keys } = follow(maps, origin.value, rest)
  return { path: writePath(path, origin.key, ...keys), node }
}

function warnIgnored(report: Report, { key, keyNode }: Entry, path: string): void {
  report.warning(
    {
      code: 'CONFIG_JINA_KEY',
      message: `"${key}" is an option of Jina that Peaflow does not have; it is ignored`,
      path: writePath(path, key),
    },
    keyNode,
  )
}

import type { OptionProblem } from '../options/check.ts'
import { toFileName } from '../options/option.ts'
import type { Entry, MapReader } from '../yaml/entries.ts'
import { resolveAlias, type YamlNode } from '../yaml/node.ts'
import { JINA_IGNORED } from './jina.ts'
import { follow, writePath } from './path.ts'
import type { PlainReader } from './plain.ts'
import type { Report } from './report.ts'

/** The state that every step of reading a file shares. */
export interface Reading {
  readonly maps: MapReader
  readonly plain: PlainReader
  readonly report: Report
}

/** Some options of the file under Peaflow's names, each with its entry in the file. */
export interface Section {
  readonly values: Readonly<Record<string, unknown>>
  /** The entry of each option, by Peaflow's name of it. */
  readonly origins: ReadonlyMap<string, Entry>
  /** Its path in the data: `pods.encode`. */
  readonly path: string
  /** Where it begins in the file. */
  readonly offset: number
}

/** Where to read a section from. */
export interface SectionSource extends Pick<Section, 'path' | 'offset'> {
  readonly value: YamlNode
}

/** Reads a mapping of options; a key without a value counts as absent. */
export function readSection(
  { maps, plain, report }: Reading,
  { value, path, offset }: SectionSource,
  renamed: Readonly<Record<string, string>>,
): Section {
  const values: Record<string, unknown> = {}
  const origins = new Map<string, Entry>()
  const map = resolveAlias(value)
  const { entries, mistakes } = map.kind === 'map' ? maps.entriesOf(map) : { entries: [], mistakes: [] }
  for (const { offset, message } of mistakes) report.problem({ code: 'CONFIG_YAML', message, path }, offset)
  for (const entry of entries) {
    const name = Object.hasOwn(renamed, entry.key) ? (renamed[entry.key] ?? entry.key) : entry.key
    const data = plain.read(entry.value, writePath(path, entry.key))
    if (JINA_IGNORED.has(entry.key)) {
      warnIgnored(report, entry, path)
    } else if (origins.has(name)) {
      const other = origins.get(name)?.key
      const message = `"${entry.key}" and "${other}" are two names of one option`
      report.problem({ code: 'CONFIG_OPTION', message, path: writePath(path, entry.key) }, entry.offset)
    } else if (data !== null) {
      values[name] = data
      origins.set(name, entry)
    }
  }
  return { values, origins, path, offset }
}

/** Reports what is wrong with some options, each at its position. */
export function reportOptions({ maps, report }: Reading, section: Section, problems: readonly OptionProblem[]): void {
  for (const { path: keys, ...problem } of problems) {
    const { path, offset } = locate(maps, section, keys)
    // An unknown option is wrong in its key; any other is wrong in its value.
    const key = problem.code === 'CONFIG_OPTION_UNKNOWN' ? section.origins.get(String(keys[0]))?.offset : undefined
    report.problem({ ...problem, path }, key ?? offset)
  }
}

/** Where a path of options leads in the file; to the section itself if it does not set such an option. */
export function locate(
  maps: MapReader,
  { origins, path, offset }: Section,
  [option, ...rest]: readonly (string | number)[],
): { readonly path: string; readonly offset: number } {
  const name = toFileName(String(option))
  const origin = origins.get(name) ?? (name === 'needs' ? origins.get('recv_from') : undefined)
  if (origin === undefined) return { path, offset }
  const { node, keys } = follow(maps, origin.value, rest)
  return { path: writePath(path, origin.key, ...keys), offset: node.offset }
}

function warnIgnored(report: Report, { key, offset }: Entry, path: string): void {
  report.warning(
    {
      code: 'CONFIG_JINA_KEY',
      message: `"${key}" is an option of Jina that Peaflow does not have; it is ignored`,
      path: writePath(path, key),
    },
    offset,
  )
}

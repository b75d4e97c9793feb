import { toFileName } from '@peaflow/core'
import type { OptionProblem } from '../options/check.ts'
import type { Entry, MapReader } from '../yaml/entries.ts'
import { resolveAlias, type YamlNode } from '../yaml/node.ts'
import { fillEnvironment } from './environment.ts'
import type { Environment } from './interpolate.ts'
import { insteadOf, leftoverMessage } from './jina/leftovers.ts'
import { JINA_COUNTS, JINA_FLOW_NAMES, JINA_REDUCERS, JINA_SERVING, JINA_SOURCES } from './jina/names.ts'
import type { Translated } from './jina/translated.ts'
import { follow, writePath } from './path.ts'
import type { PlainReader, ScalarKind } from './plain.ts'
import type { Report } from './report.ts'

/** The state that every step of reading a file shares. */
export interface Reading {
  readonly maps: MapReader
  readonly plain: PlainReader
  readonly report: Report
  readonly env: Environment
  /** The file is marked as one of Jina's. */
  readonly isJina: boolean
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
  /** Some option could not be read, because of a variable; others may be wrong only without it. */
  readonly isPartial: boolean
}

/** Where to read a section from. */
export interface SectionSource extends Pick<Section, 'path' | 'offset'> {
  readonly value: YamlNode
}

/** Reads a mapping of options; a key without a value counts as absent. */
export function readSection(
  reading: Reading,
  { value, path, offset }: SectionSource,
  renamed: Readonly<Record<string, string>>,
): Section {
  const { maps, plain, report, isJina } = reading
  const values: Record<string, unknown> = {}
  const origins = new Map<string, Entry>()
  const map = resolveAlias(value)
  const { entries, mistakes } = map.kind === 'map' ? maps.entriesOf(map) : { entries: [], mistakes: [] }
  for (const { offset, message } of mistakes) report.problem({ code: 'CONFIG_YAML', message, path }, offset)
  const before = plain.failures
  const translated = isJina && renamed === JINA_FLOW_NAMES ? JINA_SERVING : NONE
  for (const entry of entries) {
    if (!translated.has(entry.key) && reportLeftover(reading, entry, path)) continue
    const name = nameOf(entry.key, isJina, renamed)
    const data = readOption(reading, name, { ...entry, path: writePath(path, entry.key) })
    if (origins.has(name)) {
      const other = origins.get(name)?.key
      const message = `"${entry.key}" and "${other}" are two names of one option`
      report.problem({ code: 'CONFIG_OPTION', message, path: writePath(path, entry.key) }, entry.offset)
    } else if (data !== null) {
      values[name] = data
      origins.set(name, entry)
    }
  }
  return { values, origins, path, offset, isPartial: plain.failures > before }
}

/** The name of an option. Several keys of Jina's stand for one option of ours, and keep their names. */
function nameOf(key: string, isJina: boolean, renamed: Readonly<Record<string, string>>): string {
  const isOneOfSeveral = isJina && (JINA_COUNTS.has(key) || JINA_REDUCERS.includes(key))
  return !isOneOfSeveral && Object.hasOwn(renamed, key) ? (renamed[key] ?? key) : key
}

const NONE: ReadonlySet<string> = new Set()

/** Options that hold strings: a variable is not read as a number there. */
const WORDS: ReadonlySet<string> = new Set(
  `needs recv_from send_to uses exec python uses_before uses_after image entrypoint user host hostname host_in host_out runtime
  workspace volumes docker_host env_file polling scheduling pull optimize name key security cors hosts tls`.split(
    /\s+/,
  ),
)

/** The value of an option; null if it is absent, or if a variable in it is a mistake. */
function readOption(
  { plain, env }: Reading,
  name: string,
  { value, path }: Pick<Entry, 'value'> & { readonly path: string },
): unknown {
  const before = plain.failures
  const data = plain.readAs(kindOf(name), value, path)
  if (plain.failures > before) return null
  return name === 'env' ? fillEnvironment(data, env) : data
}

function kindOf(option: string): ScalarKind {
  if (option === 'env' || option === 'token') return 'text'
  return WORDS.has(option) ? 'words' : 'data'
}

/** Warns of a key of Jina's that Peaflow does not honour. */
function reportLeftover({ report }: Reading, { key, offset }: Entry, path: string): boolean {
  const hint = insteadOf(key)
  if (hint === undefined) return false
  const message = leftoverMessage(key)
  report.warningOnce({ code: 'CONFIG_JINA_KEY', message, hint, path: writePath(path, key) }, offset)
  return true
}

/** Reports what a translation found, and returns the options. */
export function reportTranslated(reading: Reading, section: Section, translated: Translated): Section {
  reportOptions(reading, section, translated.problems)
  for (const { path: keys, message, hint } of translated.warnings) {
    const { path, offset } = locate(reading.maps, section, keys)
    reading.report.warningOnce({ code: 'CONFIG_JINA_KEY', message, hint, path }, offset)
  }
  return { ...section, values: translated.values }
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
  const source = [name, ...(JINA_SOURCES[name] ?? [])].find((one) => origins.has(one))
  const origin = source === undefined ? undefined : origins.get(source)
  if (origin === undefined) return { path, offset }
  const { node, keys } = follow(maps, origin.value, rest)
  return { path: writePath(path, origin.key, ...keys), offset: node.offset }
}

import { nearest } from '@peaflow/core'
import { flowNameProblem } from '../builder/read-options.ts'
import { optionChecker, show } from '../options/check.ts'
import type { FlowOptions } from '../options/flow-options.ts'
import { flowTable } from '../options/flow-table.ts'
import type { Entry } from '../yaml/entries.ts'
import { isNull, resolveAlias, type YamlMap } from '../yaml/node.ts'
import { JINA_FLOW_NAMES } from './jina.ts'
import { type Reading, readSection, reportOptions } from './section.ts'

const KEYS = ['name', 'version', 'with', 'pods', 'returns'] as const

/** The keys of a flow file, and those of a Jina file. */
const KNOWN: ReadonlySet<string> = new Set([...KEYS, 'jtype'])

const checkOptions = optionChecker(flowTable, 'file')

/** The entries at the top of a file; those that begin with `x-` are the author's own, for aliases to refer to. */
export function readTopLevel({ maps, report }: Reading, root: YamlMap): ReadonlyMap<string, Entry> {
  const { entries, mistakes } = maps.entriesOf(root)
  for (const { offset, message } of mistakes) report.problem({ code: 'CONFIG_YAML', message, path: '' }, offset)
  for (const { key, offset } of entries) {
    if (KNOWN.has(key) || key.startsWith('x-')) continue
    const isOption = Object.hasOwn(flowTable, key)
    const meant = nearest(key, KEYS)
    report.problem(
      {
        code: 'CONFIG_OPTION_UNKNOWN',
        message: `there is no "${key}" at the top of a flow file`,
        hint: isOption ? `Put "${key}" under "with"` : meant && `Did you mean "${meant}"?`,
        path: key,
      },
      offset,
    )
  }
  return new Map(entries.map((entry) => [entry.key, entry]))
}

/** The options of the Flow itself. */
export function readFlowLevel(reading: Reading, top: ReadonlyMap<string, Entry>): FlowOptions {
  checkVersion(reading, top)
  const name = readName(reading, top.get('name'))
  const options = readWith(reading, top.get('with'))
  return name === undefined ? options : { name, ...options }
}

function readName({ plain, report }: Reading, entry: Entry | undefined): string | undefined {
  const name = entry === undefined ? null : plain.read(entry.value, 'name')
  if (entry === undefined || name === null) return undefined
  const problem = flowNameProblem(name)
  if (problem === undefined) return String(name)
  report.problem({ code: problem.code, message: problem.message, path: 'name' }, entry.value.offset)
  return undefined
}

function readWith(reading: Reading, entry: Entry | undefined): FlowOptions {
  if (entry === undefined) return {}
  const { offset, value } = entry
  if (resolveAlias(value).kind !== 'map' && !isNull(value)) {
    const message = `expected a mapping of options, got ${show(reading.plain.read(value, 'with'))}`
    reading.report.problem({ code: 'CONFIG_OPTION', message, path: 'with' }, value.offset)
  }
  const section = readSection(reading, { value, offset, path: 'with' }, JINA_FLOW_NAMES)
  const { values, problems } = checkOptions(section.values)
  reportOptions(reading, section, problems)
  return values
}

function checkVersion(reading: Reading, top: ReadonlyMap<string, Entry>): void {
  checkConstant(reading, { entry: top.get('version'), allowed: [1, '1', '1.0'], expected: '1' })
  checkConstant(reading, { entry: top.get('jtype'), allowed: ['Flow'], expected: 'Flow' })
}

interface Constant {
  readonly entry: Entry | undefined
  readonly allowed: readonly unknown[]
  readonly expected: string
}

function checkConstant({ plain, report }: Reading, { entry, allowed, expected }: Constant): void {
  const given = entry === undefined ? null : plain.read(entry.value, entry.key)
  if (entry === undefined || given === null || allowed.includes(given)) return
  const message = `expected ${expected}, got ${show(given)}`
  report.problem({ code: 'CONFIG_VERSION', message, path: entry.key }, entry.value.offset)
}

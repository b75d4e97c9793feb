import { nearest } from '@peaflow/core'
import { flowNameProblem, flowProblems } from '../builder/read-options.ts'
import { optionChecker, show } from '../options/check.ts'
import type { FlowOptions } from '../options/flow-options.ts'
import { flowTable } from '../options/flow-table.ts'
import type { Entry } from '../yaml/entries.ts'
import { isNull, resolveAlias, type YamlMap } from '../yaml/node.ts'
import { fillEnvironment } from './environment.ts'
import { insteadOf, leftoverMessage } from './jina/leftovers.ts'
import { JINA_FLOW_NAMES } from './jina/names.ts'
import { translateJinaFlow, withoutLimits } from './jina/translate.ts'
import type { Remark } from './report.ts'
import { type Reading, readSection, reportOptions, reportTranslated, type Section } from './section.ts'

const KEYS = ['name', 'version', 'with', 'pods', 'returns'] as const

/** The keys of a flow file, and those of a Jina file. */
const KNOWN: ReadonlySet<string> = new Set([...KEYS, 'jtype', 'executors'])

const checkOptions = optionChecker(flowTable, 'file')

/** The entries at the top of a file; those that begin with `x-` are the author's own, for aliases to refer to. */
export function readTopLevel({ maps, report, isJina }: Reading, root: YamlMap): ReadonlyMap<string, Entry> {
  const { entries, mistakes } = maps.entriesOf(root)
  for (const { offset, message } of mistakes) report.problem({ code: 'CONFIG_YAML', message, path: '' }, offset)
  for (const { key, offset } of entries) {
    const instead = insteadOf(key)
    if (KNOWN.has(key) || key.startsWith('x-') || (isJina && key === 'env')) continue
    if (isJina && instead !== undefined) {
      const message = leftoverMessage(key)
      report.warningOnce({ code: 'CONFIG_JINA_KEY', message, hint: instead, path: key }, offset)
    } else report.problem(unknownKey(key), offset)
  }
  return new Map(entries.map((entry) => [entry.key, entry]))
}

/** Whether a file says that it is of some type. */
export function isOfType(top: ReadonlyMap<string, Entry>, type: string): boolean {
  const entry = top.get('jtype')
  if (entry === undefined) return false
  const node = resolveAlias(entry.value)
  return node.kind === 'scalar' && node.value === type
}

function unknownKey(key: string): Remark {
  const meant = nearest(key, KEYS)
  return {
    code: 'CONFIG_OPTION_UNKNOWN',
    message: `there is no "${key}" at the top of a flow file`,
    hint: Object.hasOwn(flowTable, key) ? `Put "${key}" under "with"` : meant && `Did you mean "${meant}"?`,
    path: key,
  }
}

/** The options of the Flow itself; those of a Deployment are of its only Pod. */
export function readFlowLevel(reading: Reading, top: ReadonlyMap<string, Entry>, isDeployment: boolean): FlowOptions {
  checkVersion(reading, top)
  const name = readName(reading, top.get('name'))
  const options = isDeployment ? {} : readWith(reading, top)
  return name === undefined ? options : { ...options, name }
}

function readName({ plain, report }: Reading, entry: Entry | undefined): string | undefined {
  const name = entry === undefined ? null : plain.readAs('words', entry.value, 'name')
  if (entry === undefined || name === null) return undefined
  const problem = flowNameProblem(name)
  if (problem === undefined) return String(name)
  report.problem({ code: problem.code, message: problem.message, path: 'name' }, entry.value.offset)
  return undefined
}

function readWith(reading: Reading, top: ReadonlyMap<string, Entry>): FlowOptions {
  const entry = top.get('with')
  const section = entry === undefined ? NO_OPTIONS : readWithSection(reading, entry)
  const { name, ...given } = section.values
  const { values, problems } = checkOptions(reading.isJina ? given : section.values)
  reportOptions(reading, section, [...problems, ...flowProblems(values)])
  const env = reading.isJina ? readEnv(reading, top.get('env')) : undefined
  const own = env === undefined ? values : { ...values, env: { ...env, ...(values as FlowOptions).env } }
  return reading.isJina && flowNameProblem(name) === undefined ? { ...own, name: String(name) } : own
}

const NO_OPTIONS: Section = { values: {}, origins: new Map(), path: 'with', offset: 0, isPartial: false }

function readWithSection(reading: Reading, { offset, value }: Entry): Section {
  if (resolveAlias(value).kind !== 'map' && !isNull(value)) {
    const message = `expected a mapping of options, got ${show(reading.plain.read(value, 'with'))}`
    reading.report.problem({ code: 'CONFIG_OPTION', message, path: 'with' }, value.offset)
  }
  const section = readSection(reading, { value, offset, path: 'with' }, JINA_FLOW_NAMES)
  const own = reading.isJina ? reportTranslated(reading, section, translateJinaFlow(section.values)) : section
  return reportTranslated(reading, own, withoutLimits(own.values))
}

/** Variables that stand beside the Pods of a file of Jina's are for all of them. */
function readEnv(reading: Reading, entry: Entry | undefined): FlowOptions['env'] {
  if (entry === undefined) return undefined
  const section = { ...NO_OPTIONS, path: '', origins: new Map([['env', entry]]) }
  const env = fillEnvironment(reading.plain.readAs('text', entry.value, 'env'), reading.env)
  const { values, problems } = checkOptions(env === null ? {} : { env })
  reportOptions(reading, section, problems)
  return (values as FlowOptions).env
}

function checkVersion(reading: Reading, top: ReadonlyMap<string, Entry>): void {
  checkConstant(reading, { entry: top.get('version'), allowed: [1, '1', '1.0'], expected: '1' })
  checkConstant(reading, { entry: top.get('jtype'), allowed: ['Flow', 'Deployment'], expected: 'Flow' })
}

interface Constant {
  readonly entry: Entry | undefined
  readonly allowed: readonly unknown[]
  readonly expected: string
}

function checkConstant({ plain, report }: Reading, { entry, allowed, expected }: Constant): void {
  const given = entry === undefined ? null : plain.readAs('words', entry.value, entry.key)
  if (entry === undefined || given === null || allowed.includes(given)) return
  const message = `expected ${expected}, got ${show(given)}`
  report.problem({ code: 'CONFIG_VERSION', message, path: entry.key }, entry.value.offset)
}

import { readFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { type BatchPlan, FlowError, isFlowError, nearest, type PeaSpec, parseDuration } from '@peaflow/core'
import type { YAMLException } from 'js-yaml'
import { describeValue, isMapping } from '../document/value.ts'
import { builtIn, isBuiltIn } from './built-in.ts'
import { type PythonClass, resolvePaths, splitJinaConfig } from './jina-config.ts'
import { isPath, locate, type Reference } from './locate.ts'

/** The most aliases (`*name`) in an executor YAML. */
const MAX_ALIASES = 100

/** The contents of an executor YAML. */
export interface ExecutorFile {
  readonly uses: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly concurrency?: number
  readonly batch?: BatchPlan
  readonly prefetch?: number
  readonly timeout_request?: number
  /** What the `config.yml` of one of Jina's executors says of its class. */
  readonly python?: PythonClass
}

/** A spec with what its executor YAML says. */
export interface ReadSpec extends PeaSpec {
  readonly pythonClass?: PythonClass | undefined
}

/**
 * Merges an executor YAML into the spec: what to load, its arguments and its settings. The Pod's own options win. Paths
 * in the file are relative to the file. Returns the spec unchanged if `uses` does not name a YAML file.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_FILE` if the file does not exist, `LAUNCH_EXECUTOR_YAML` if it is not valid.
 */
export async function withExecutorFile(spec: PeaSpec): Promise<ReadSpec> {
  const { uses, directory } = spec
  if (typeof uses !== 'string' || !isYaml(uses)) return spec
  const file = await readExecutorYaml({ uses, directory })
  const batch = spec.batch ?? file.batch
  const prefetch = spec.prefetch ?? file.prefetch
  const timeoutRequest = spec.timeoutRequest ?? file.timeout_request
  const { python } = file
  const shared = python?.metas?.workspace
  const workspace = spec.workspace ?? (typeof shared === 'string' ? join(shared, String(spec.replicaId)) : undefined)
  return {
    ...spec,
    uses: file.uses,
    with: { ...file.with, ...spec.with },
    // A Pod always has a concurrency, so 1 may be just the default.
    concurrency: spec.concurrency > 1 ? spec.concurrency : (file.concurrency ?? 1),
    ...(batch !== undefined && { batch }),
    ...(prefetch !== undefined && { prefetch }),
    ...(timeoutRequest !== undefined && { timeoutRequest }),
    ...(workspace !== undefined && { workspace }),
    ...(python !== undefined && { pythonClass: python }),
  }
}

/**
 * Reads an executor YAML. Its `uses` is a built-in executor or the absolute path of a module.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_FILE` if either file does not exist, `LAUNCH_EXECUTOR_YAML` if it is not valid.
 */
export async function readExecutorYaml({ uses, directory }: Reference): Promise<ExecutorFile> {
  const path = await locate({ uses, directory })
  const file = await readExecutorFile(path, uses)
  try {
    const { python } = file
    return {
      ...file,
      uses: await locateFrom({ file: path, uses: file.uses, directory }),
      ...(python !== undefined && { python: resolvePaths(python, dirname(path)) }),
    }
  } catch (cause) {
    if (!isFlowError(cause)) throw cause
    const at = positionOf('uses', { uses, text: readFileSync(path, 'utf8') })
    throw new FlowError(cause.code, `the executor file ${uses}${at}: ${cause.message}`, { hint: cause.hint, cause })
  }
}

/** Locates what an executor YAML uses from its own folder. Packages may also be installed where the flow file is. */
async function locateFrom({ file, uses, directory }: Reference & { readonly file: string }): Promise<string> {
  if (isBuiltIn(uses)) {
    builtIn(uses)
    return uses
  }
  try {
    return await locate({ uses, directory: dirname(file) })
  } catch (cause) {
    if (isPath(uses)) throw cause
    return await locate({ uses, directory })
  }
}

/** Whether `uses` names an executor YAML. */
export function isYaml(uses: string): boolean {
  return /^\.ya?ml$/.test(extname(uses))
}

async function readExecutorFile(path: string, uses: string): Promise<ExecutorFile> {
  const text = readFileSync(path, 'utf8')
  // Imported only where there is such a file: the library is larger than the rest of the Pea.
  const { load, YAMLException } = await import('js-yaml')
  try {
    return checkFile(load(text, { maxAliases: MAX_ALIASES }), { uses, text })
  } catch (error) {
    throw error instanceof YAMLException ? wrong(uses, describeYamlError(error)) : error
  }
}

function describeYamlError({ reason, mark }: YAMLException): string {
  const { line, column } = mark ?? { line: 0, column: 0 }
  return `${reason} at line ${line + 1}, column ${column + 1}`
}

/** What was read, and what errors call it. */
interface Source {
  readonly uses: string
  readonly text: string
}

function checkFile(value: unknown, source: Source): ExecutorFile {
  if (!isMapping(value)) throw wrong(source.uses, `it is ${describeValue(value)}, not a mapping with "uses"`)
  const { settings, python } = splitJinaConfig(value)
  for (const key of Object.keys(settings)) if (!Object.hasOwn(FIELDS, key)) throw unknownKey(key, source)
  const entries = Object.entries(FIELDS).map(([key, field]) => [
    key,
    readField({ key, source, ...field }, settings[key]),
  ])
  const file = Object.fromEntries(entries.filter(([, read]) => read !== undefined)) as ExecutorFile
  return { ...file, ...(python !== undefined && { python }) }
}

interface Field {
  readonly expected: string
  /** The value, parsed; `undefined` if it is not valid. */
  readonly read: (value: unknown) => unknown
}

const count: Field = {
  expected: 'a whole number of at least 1',
  read: (value) => (isCount(value) ? value : undefined),
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0
}

function readDuration(value: unknown): number | undefined {
  return typeof value === 'number' || typeof value === 'string' ? parseDuration(`${value}`) : undefined
}

function readBatch(value: unknown): BatchPlan | undefined {
  const { documents, within = 0, ...rest } = isMapping(value) ? value : { documents: value }
  const wait = readDuration(within)
  if (!isCount(documents) || wait === undefined || Object.keys(rest).length > 0) return undefined
  return { documents, within: wait }
}

const FIELDS: Readonly<Record<Exclude<keyof ExecutorFile, 'python'>, Field>> = {
  uses: {
    expected: 'the path of a module',
    read: (value) => (typeof value === 'string' && value !== '' && !isYaml(value) ? value : undefined),
  },
  with: { expected: 'a mapping', read: (value) => (isMapping(value) ? value : undefined) },
  concurrency: count,
  batch: { expected: 'a whole number of at least 1, or { documents: 32, within: 5ms }', read: readBatch },
  prefetch: count,
  timeout_request: { expected: 'a duration, like 500ms, 30s or 5m', read: readDuration },
}

const CLASS_HINT = 'Name the file of the class, relative to this one: py_modules: executor.py'

function readField({ key, source, expected, read }: Field & { key: string; source: Source }, value: unknown): unknown {
  if (value === undefined && key !== 'uses') return undefined
  const parsed = read(value)
  if (parsed !== undefined) return parsed
  const what = value === undefined ? 'missing' : JSON.stringify(value)
  const hint = key === 'uses' && value === undefined && /^jtype\s*:/m.test(source.text) ? CLASS_HINT : undefined
  throw wrong(source.uses, `"${key}" is ${what}, expected ${expected}${positionOf(key, source)}`, hint)
}

function unknownKey(key: string, source: Source): FlowError {
  const meant = nearest(key, Object.keys(FIELDS))
  const hint = meant === undefined ? `Its keys are ${Object.keys(FIELDS).join(', ')}` : `Did you mean "${meant}"?`
  return wrong(source.uses, `"${key}" is not a key of an executor file${positionOf(key, source)}`, hint)
}

/** Where a key stands; empty if no line starts with it, as in `{ uses: … }`. */
function positionOf(key: string, { text }: Source): string {
  const starts = [`${key}:`, `"${key}":`, `'${key}':`, `${key} :`]
  const index = text.split('\n').findIndex((line) => starts.some((start) => line.startsWith(start)))
  return index < 0 ? '' : ` at line ${index + 1}, column 1`
}

function wrong(uses: string, why: string, hint?: string): FlowError {
  return new FlowError('LAUNCH_EXECUTOR_YAML', `the executor file ${uses} is not valid: ${why}`, { hint })
}

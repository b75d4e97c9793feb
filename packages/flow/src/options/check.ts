import { type ErrorCode, nearest, toFileName } from '@peaflow/core'
import * as z from 'zod/mini'
import type { Option, OptionTable } from './option.ts'
import { isPlainObject } from './plain-data.ts'

/** What is wrong with one option. */
export interface OptionProblem {
  readonly code: ErrorCode
  /** The option, and the keys that lead to what is wrong in its value. */
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly hint?: string | undefined
}

/** Options that were read: aliases and short forms are resolved, wrong values are left out. */
export interface CheckedOptions {
  readonly values: Readonly<Record<string, unknown>>
  readonly problems: readonly OptionProblem[]
}

/** Reads options by one table, in the spelling of the API or of the flow file. */
export type OptionChecker = (given: Readonly<Record<string, unknown>>) => CheckedOptions

/** Makes the checker of a table; `spelling: 'file'` for snake_case. */
export function optionChecker(table: OptionTable, spelling: 'api' | 'file'): OptionChecker {
  const spell = spelling === 'file' ? toFileName : (name: string) => name
  const options = new Map(Object.entries(table).map(([name, option]) => [spell(name), { name, option }]))
  const shape = Object.fromEntries([...options].map(([key, { option }]) => [key, z.optional(option.schema)]))
  const schema = z.object(shape)

  return (given) => {
    const unknown = Object.keys(given).filter((key) => !options.has(key) && given[key] !== undefined)
    const result = schema.safeParse(given)
    const wrong = result.success
      ? []
      : [...new Map(result.error.issues.map((issue) => [issue.path[0], issue])).values()]
    const problems = [
      ...unknown.map((key) => unknownOption(key, [...options.keys()])),
      ...wrong.map((issue) => wrongValue(given, deepest(issue), options.get(String(issue.path[0]))?.option)),
    ]
    const good = result.success ? result.data : parseRest(given, shape, new Set(wrong.map(({ path }) => path[0])))
    return { values: rename(good, (key) => options.get(key)?.name ?? key), problems }
  }
}

/** What is wrong with a value that is not an object of options, which plain JavaScript may pass. */
export function noOptions(given: unknown): readonly OptionProblem[] {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return []
  return [{ code: 'CONFIG_OPTION', path: [], message: `expected an object of options, got ${show(given)}` }]
}

/** A value as a person would write it, shortened. */
export function show(value: unknown): string {
  if (value === undefined) return 'undefined'
  if (typeof value === 'function') return 'a function'
  // JSON cannot write these.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  const written = typeof value === 'bigint' || typeof value === 'symbol' ? String(value) : writeJson(value)
  return written.length > 60 ? `${written.slice(0, 57)}…` : written
}

function writeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return 'a value that is not plain data'
  }
}

function unknownOption(key: string, known: readonly string[]): OptionProblem {
  const meant = nearest(key, known)
  return {
    code: 'CONFIG_OPTION_UNKNOWN',
    path: [key],
    message: `there is no option "${key}"`,
    hint: meant === undefined ? `Options: ${known.join(', ')}` : `Did you mean "${meant}"?`,
  }
}

function wrongValue(given: object, { path, isKey }: Wrong, option: Option | undefined): OptionProblem {
  const { isSecret = false, expectedMapping } = option ?? {}
  const isMapping = expectedMapping !== undefined && isPlainObject(fieldOf(given, path[0] ?? ''))
  const expected = (isMapping ? expectedMapping : option?.expected) ?? 'something else'
  const found = isKey ? path.at(-1) : path.reduce<unknown>((value, key) => fieldOf(value, key), given)
  const shown = isKey ? `the key ${show(found)}` : show(found)
  return {
    code: 'CONFIG_OPTION',
    path: path.map((key) => (typeof key === 'number' ? key : String(key))),
    message: `expected ${expected}, got ${isSecret ? 'something else' : shown}`,
  }
}

function fieldOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
}

/** What is wrong in a value: the value at the end of the path, or its key. */
interface Wrong {
  readonly path: readonly PropertyKey[]
  readonly isKey: boolean
}

/** The innermost value that is wrong; of the branches of a union, the one that matched furthest. */
function deepest(issue: z.core.$ZodIssue): Wrong {
  const branches = issue.code === 'invalid_union' ? issue.errors : []
  const inner = branches.flatMap((issues) => issues.slice(0, 1).map(deepest))
  const here: Wrong = { path: [], isKey: issue.code === 'invalid_key' }
  const furthest = inner.reduce((best, one) => (one.path.length > best.path.length ? one : best), here)
  return { path: [...issue.path, ...furthest.path], isKey: furthest.isKey }
}

function parseRest(
  given: Readonly<Record<string, unknown>>,
  shape: Readonly<Record<string, z.ZodMiniType>>,
  wrong: ReadonlySet<PropertyKey | undefined>,
): Readonly<Record<string, unknown>> {
  const rest = Object.entries(given).filter(([key]) => !wrong.has(key))
  return z.object(shape).parse(Object.fromEntries(rest)) as Readonly<Record<string, unknown>>
}

function rename(values: Readonly<Record<string, unknown>>, to: (key: string) => string): Record<string, unknown> {
  const renamed: Record<string, unknown> = {}
  for (const key of Object.keys(values)) if (values[key] !== undefined) renamed[to(key)] = values[key]
  return renamed
}

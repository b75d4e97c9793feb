import { FlowError } from '../error.ts'
import { nearest } from '../nearest.ts'
import type { PeaFlag } from './flag.ts'
import { PEA_FLAGS, toFlagName } from './flag-table.ts'
import { readFlag, type TypedFlag, writeFlag } from './flag-value.ts'
import { PEA_FLAG_DEFAULTS, type PeaFlags } from './flags.ts'
import { flatten, unflatten } from './flatten.ts'
import { toPeaInput } from './input.ts'
import type { PeaSpec } from './spec.ts'

type Field = keyof PeaFlags

const FIELDS = Object.keys(PEA_FLAGS) as Field[]
const FIELD_OF: ReadonlyMap<string, Field> = new Map(FIELDS.map((field) => [toFlagName(field), field]))
const DEFAULTS: Partial<Record<Field, unknown>> = PEA_FLAG_DEFAULTS

/**
 * The arguments of `peaflow pea` that launch this Pea, without those that equal their default. Private values (`key`
 * and `with`) are not among them: they are in {@link toPeaInput}, and if there are any, the arguments contain `--stdin`.
 */
export function toPeaArgs(spec: PeaSpec): readonly string[] {
  const flags: Partial<Record<Field, unknown>> = { ...flatten(spec), stdin: toPeaInput(spec) !== '' }
  return FIELDS.flatMap((field) => {
    const { kind, repeated } = PEA_FLAGS[field]
    if (PEA_FLAGS[field].private) return []
    const values = repeated ? (flags[field] as readonly unknown[]) : [flags[field]]
    return values.flatMap((value) => {
      if (value === undefined || isDefault(field, value)) return []
      return kind === 'switch' ? [toFlagName(field)] : toTokens(toFlagName(field), writeFlag(kind, value))
    })
  })
}

/** Whether the arguments say that private values follow in standard input. */
export function readsPeaInput(argv: readonly string[]): boolean {
  return pairUp(argv).some(({ name }) => name === toFlagName('stdin'))
}

/**
 * Reads the arguments of `peaflow pea`: the inverse of {@link toPeaArgs}, without what `addPeaInput` adds.
 *
 * @throws FlowError `CONFIG_FLAG_UNKNOWN`, `CONFIG_FLAG_TWICE`, `CONFIG_FLAG_VALUE` or `CONFIG_FLAG_MISSING`, with the
 * name of the flag.
 */
export function parsePeaArgs(argv: readonly string[]): PeaSpec {
  const flags: Partial<Record<Field, unknown>> = {}
  for (const { name, text } of pairUp(argv)) {
    const field = fieldOf(name)
    const { kind, repeated } = PEA_FLAGS[field]
    const value = readFlag(kind, { name, text })
    if (!repeated && Object.hasOwn(flags, field)) throw flagTwice(name)
    flags[field] = repeated ? [...((flags[field] as readonly unknown[] | undefined) ?? []), value] : value
  }
  const missing = FIELDS.find((field) => PEA_FLAGS[field].required && flags[field] === undefined)
  if (missing !== undefined) throw flagMissing(missing)
  return unflatten({ ...PEA_FLAG_DEFAULTS, ...(flags as Partial<PeaFlags> & Pick<PeaFlags, 'name'>) })
}

function isDefault(field: Field, value: unknown): boolean {
  return Object.hasOwn(DEFAULTS, field) && JSON.stringify(DEFAULTS[field]) === JSON.stringify(value)
}

/** Joins a value that looks like a flag to its name, so that it is not read as the next flag. */
function toTokens(name: string, text: string): readonly string[] {
  return text.startsWith('-') ? [`${name}=${text}`] : [name, text]
}

function pairUp(argv: readonly string[]): readonly TypedFlag[] {
  const pairs: TypedFlag[] = []
  for (let index = 0; index < argv.length; index++) {
    const token = argv[index] ?? ''
    const split = token.indexOf('=')
    if (token.startsWith('--') && split > 0) {
      pairs.push({ name: token.slice(0, split), text: token.slice(split + 1) })
    } else if (isSwitch(token)) {
      pairs.push({ name: token, text: undefined })
    } else {
      const next = argv[index + 1]
      const takesNext = next !== undefined && FIELD_OF.has(token) && !next.startsWith('--')
      pairs.push({ name: token, text: takesNext ? next : undefined })
      if (takesNext) index++
    }
  }
  return pairs
}

function isSwitch(name: string): boolean {
  const field = FIELD_OF.get(name)
  return field !== undefined && PEA_FLAGS[field].kind === 'switch'
}

function fieldOf(name: string): Field {
  const field = FIELD_OF.get(name)
  if (field !== undefined) return field
  const meant = nearest(name, FIELD_OF.keys())
  throw new FlowError('CONFIG_FLAG_UNKNOWN', `"${name}" is not a flag of peaflow pea`, {
    hint: meant === undefined ? 'peaflow pea --help lists the flags' : `Did you mean ${meant}?`,
  })
}

function flagTwice(name: string): FlowError {
  return new FlowError('CONFIG_FLAG_TWICE', `${name} is given twice`, { hint: 'Remove one of them' })
}

function flagMissing(field: Field): FlowError {
  const { value, help }: PeaFlag = PEA_FLAGS[field]
  const name = toFlagName(field)
  return new FlowError('CONFIG_FLAG_MISSING', `${name} is missing: ${help}`, { hint: `Add ${name} ${value}` })
}

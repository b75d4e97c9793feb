import { FlowError } from '../error.ts'
import { readObject } from './flag-value.ts'
import type { PeaSpec } from './spec.ts'
import { isStage } from './stage.ts'

/** The values that belong to the Pea alone, and what each of them is. They are in no argument, variable, label or name. */
const PRIVATE_VALUES = {
  key: { is: isKey, expected: '64 hexadecimal digits' },
  serverKey: { is: isKey, expected: '64 hexadecimal digits' },
  with: {
    is: (value) => value !== undefined && readObject(JSON.stringify(value)) !== undefined,
    expected: 'an object',
  },
  stages: { is: (value) => Array.isArray(value) && value.every(isStage), expected: 'an array of stages' },
} as const satisfies Partial<Record<keyof PeaSpec, { is(value: unknown): boolean; readonly expected: string }>>

/** The values of a Pea that no argument, label or log may show. */
export type PrivateSpec = Pick<PeaSpec, 'key' | 'serverKey' | 'with' | 'stages'>

/**
 * What a launcher writes to standard input of this Pea, which it then leaves open: one line, a JSON object with its
 * private values: its key, the public key of its Flow, the arguments of its executor, and its stages, which have
 * arguments too. Empty if it has none.
 */
export function toPeaInput({ key, serverKey, with: args, stages }: PrivateSpec): string {
  const hasArguments = Object.keys(args).length > 0
  const values = {
    ...(key !== undefined && { key }),
    ...(serverKey !== undefined && { serverKey }),
    ...(hasArguments && { with: args }),
    ...(stages !== undefined && { stages }),
  }
  return Object.keys(values).length === 0 ? '' : `${JSON.stringify(values)}\n`
}

/**
 * Adds the private values in the first line of standard input, or in a file, to the spec that the arguments make: what
 * {@link toPeaInput} wrote.
 *
 * @throws FlowError `CONFIG_PEA_INPUT` if it is not a JSON object with private values. The error quotes none of them.
 */
export function addPeaInput(spec: PeaSpec, input: string): PeaSpec {
  const values = readObject(input)
  if (values === undefined) throw invalidInput('is not a JSON object')
  for (const [name, value] of Object.entries(values)) {
    if (!isPrivate(name)) throw invalidInput(`has "${name}", which is not private`)
    const { is, expected } = PRIVATE_VALUES[name]
    if (!is(value)) throw invalidInput(`has a "${name}" that is not ${expected}`)
  }
  return { ...spec, ...values }
}

function isKey(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}

function isPrivate(name: string): name is keyof typeof PRIVATE_VALUES {
  return Object.hasOwn(PRIVATE_VALUES, name)
}

function invalidInput(reason: string): FlowError {
  const names = Object.keys(PRIVATE_VALUES).join(', ')
  return new FlowError('CONFIG_PEA_INPUT', `the private values of the Pea: the line ${reason}`, {
    hint: `Write one line with a JSON object of ${names}, as toPeaInput makes it, and leave standard input open`,
  })
}

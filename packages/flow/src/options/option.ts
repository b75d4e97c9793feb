import type * as z from 'zod/mini'

/** One option: its meaning, its values and its default. */
export interface Option {
  readonly schema: z.ZodMiniType
  /** What it means, for the reference and for editors. */
  readonly description: string
  /** The values it takes, as in "expected …". */
  readonly expected: string
  /** What it takes where a mapping was given, if that differs. */
  readonly expectedMapping?: string | undefined
  /** The default, in words or as the value itself. */
  readonly fallback?: string | number | boolean | undefined
  /** Messages do not show its value. */
  readonly isSecret?: boolean | undefined
  /** The JSON Schema for the flow file, where it cannot be generated from the schema. */
  readonly json?: Readonly<Record<string, unknown>> | undefined
}

/** Options by name, in the order of the reference. */
export type OptionTable = Readonly<Record<string, Option>>

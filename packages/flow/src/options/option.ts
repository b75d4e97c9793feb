import type * as z from 'zod/mini'

/** One option: what it is, what may be given, and what holds if nothing is. */
export interface Option {
  readonly schema: z.ZodMiniType
  /** What it means, for the reference and for editors. */
  readonly description: string
  /** What may be given, as in "expected …". */
  readonly expected: string
  /** What holds if nothing is given, in words or as the value itself. */
  readonly fallback?: string | number | boolean | undefined
  /** The JSON Schema of the flow file, where the schema itself cannot say it. */
  readonly json?: Readonly<Record<string, unknown>> | undefined
}

/** Options by name, in the order of the reference. */
export type OptionTable = Readonly<Record<string, Option>>

/** The name of an option in a flow file: `timeoutReady` is `timeout_ready` there. */
export function toFileName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

import { inspect } from 'node:util'
import { isFlowError } from '@peaflow/core'
import { reasonOf } from './reason.ts'

/** What led to an error. */
export interface Cause {
  readonly message: string
  readonly code?: string | undefined
  /** What led to it in turn. */
  readonly causes?: readonly Cause[] | undefined
}

/** How many levels of causes are shown, how many of the errors that one error unites, and how long a message. */
const MOST = { levels: 10, errors: 10, characters: 4_000 } as const

/**
 * What led to an error: its `cause`, the `errors` that it unites, and theirs. A cause is left out, but not its own causes,
 * where the message above repeats it.
 */
export function causesOf(caught: unknown): readonly Cause[] {
  return collect(caught, { above: messageOf(caught), ancestors: [caught] })
}

/** The errors directly below an error. Some errors unite themselves, or each other. */
export function below(caught: unknown): readonly unknown[] {
  if (!(caught instanceof Error)) return []
  const { cause, errors } = caught as Error & { readonly errors?: unknown }
  // The mistakes of a flow file are reported one by one.
  const causes = cause === undefined || cause === null || Array.isArray(cause) ? [] : [cause]
  return Array.isArray(errors) ? [...causes, ...errors] : causes
}

interface Position {
  /** The last message that is shown above. */
  readonly above: string
  readonly ancestors: readonly unknown[]
}

function collect(caught: unknown, { above, ancestors }: Position): readonly Cause[] {
  const all = below(caught).filter((one) => !ancestors.includes(one))
  if (all.length === 0 || ancestors.length > MOST.levels) return []
  const shown = all.slice(0, MOST.errors).flatMap((one) => toCauses(one, { above, ancestors: [...ancestors, one] }))
  return all.length > MOST.errors ? [...shown, { message: `… and ${all.length - MOST.errors} more` }] : shown
}

function toCauses(thrown: unknown, { above, ancestors }: Position): readonly Cause[] {
  const message = messageOf(thrown)
  if (isRepeated(thrown, above)) return collect(thrown, { above, ancestors })
  const causes = collect(thrown, { above: message, ancestors })
  const code = codeOf(thrown)
  return [{ message, ...(code === undefined ? {} : { code }), ...(causes.length === 0 ? {} : { causes }) }]
}

/** Whether the message above says the same, or says in words what a code of the system means. */
function isRepeated(thrown: unknown, above: string): boolean {
  const messages = thrown instanceof Error ? [messageOf(thrown), thrown.message, reasonOf(thrown)] : [messageOf(thrown)]
  return messages.some(
    (message) =>
      message !== '' && (above === message || above.includes(`: ${message}`) || above.includes(`\n${message}`)),
  )
}

function messageOf(thrown: unknown): string {
  return toText(thrown).slice(0, MOST.characters)
}

function toText(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown
  if (!(thrown instanceof Error)) return inspect(thrown, { breakLength: Number.POSITIVE_INFINITY, depth: 2 })
  if (thrown.message === '') return codeOf(thrown) ?? thrown.name
  return isFlowError(thrown) || thrown.name === 'Error' ? thrown.message : `${thrown.name}: ${thrown.message}`
}

function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  return typeof thrown.code === 'string' ? thrown.code : undefined
}

import type { FlowError } from '@peaflow/core'
import { MOST_CAUSES, type WireCause } from '@peaflow/protocol'
import { describeThrown } from './failure.ts'
import { userStack } from './stack.ts'

/**
 * What led to an error, as it is sent: its `cause`, the `errors` that this unites, and theirs, within the limits of
 * `MOST_CAUSES` and without cycles. The error that Peaflow's own message repeats is left out, but not what led to it.
 */
export function causesOf({ message, cause }: FlowError): readonly WireCause[] | undefined {
  if (cause === undefined || cause === null) return undefined
  const left = { count: MOST_CAUSES.total }
  const isRepeated = message.includes(messageOf(cause))
  const causes = isRepeated
    ? toCauses(below(cause), { ancestors: [cause], left })
    : toCauses([cause], { ancestors: [], left })
  return causes.length === 0 ? undefined : causes
}

interface Position {
  readonly ancestors: readonly unknown[]
  /** How many more causes may be sent. */
  readonly left: { count: number }
}

function toCauses(all: readonly unknown[], { ancestors, left }: Position): readonly WireCause[] {
  if (ancestors.length > MOST_CAUSES.levels) return []
  return all.slice(0, MOST_CAUSES.each).flatMap((thrown) => {
    if (ancestors.includes(thrown) || left.count-- <= 0) return []
    const code = read(thrown, 'code')
    const stack = userStack(thrown)
    const causes = toCauses(below(thrown), { ancestors: [...ancestors, thrown], left })
    return [
      {
        message: describeThrown(thrown),
        ...(typeof code === 'string' && { code: cut(code) }),
        ...(stack !== undefined && { stack: cut(stack) }),
        ...(causes.length > 0 && { causes }),
      },
    ]
  })
}

/** The errors directly below an error. */
function below(thrown: unknown): readonly unknown[] {
  if (!(thrown instanceof Error)) return []
  const [cause, errors] = [read(thrown, 'cause'), read(thrown, 'errors')]
  return [...(cause === undefined || cause === null ? [] : [cause]), ...(Array.isArray(errors) ? errors : [])]
}

function messageOf(thrown: unknown): string {
  const message = read(thrown, 'message')
  return typeof message === 'string' && message !== '' ? message : describeThrown(thrown)
}

/** A property of a thrown value, whose getter may throw too. */
function read(thrown: unknown, key: string): unknown {
  try {
    return thrown instanceof Error ? (thrown as Error & Readonly<Record<string, unknown>>)[key] : undefined
  } catch {
    return undefined
  }
}

function cut(string: string): string {
  return string.slice(0, MOST_CAUSES.characters)
}

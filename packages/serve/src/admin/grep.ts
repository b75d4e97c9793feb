import { createContext, Script } from 'node:vm'
import { FlowError } from '@peaflow/core'
import type { LogEntry } from '../journal/entries.ts'
import { wrongQuery } from './query.ts'

/** The most characters of a pattern. */
const MAX_PATTERN = 1_000

/** Milliseconds that a pattern may take over the entries that are there. */
const TIME_LIMIT = 250

/** Picks entries. */
export type Pick = (entries: readonly LogEntry[]) => readonly LogEntry[]

/**
 * Picks the entries whose text a regular expression matches. Some expressions take years over a short text: after a quarter
 * of a second it gives up, since the Flow waits meanwhile.
 *
 * @throws FlowError `REQUEST_QUERY` if it is not a regular expression; the returned function does if it takes too long.
 */
export function grep(pattern: string): Pick {
  const expression = parse(pattern)
  let [entries, matching]: [readonly LogEntry[], readonly LogEntry[]] = [[], []]
  const match = () => {
    matching = entries.filter(({ text }) => expression.test(text))
  }
  const context = createContext({ match })
  const script = new Script('match()')
  return (some) => {
    entries = some
    try {
      if (some.length > 0) script.runInContext(context, { timeout: TIME_LIMIT })
    } catch (cause) {
      throw tooSlow(pattern, cause)
    }
    return some.length > 0 ? matching : []
  }
}

function parse(pattern: string): RegExp {
  if (pattern.length > MAX_PATTERN) throw wrongQuery('grep', pattern, `at most ${MAX_PATTERN} characters long`)
  try {
    return new RegExp(pattern)
  } catch (cause) {
    throw new FlowError('REQUEST_QUERY', `grep is not a regular expression: ${(cause as Error).message}`, { cause })
  }
}

function tooSlow(pattern: string, cause: unknown): FlowError {
  const shown = JSON.stringify(pattern.slice(0, 100))
  return new FlowError('REQUEST_QUERY', `the regular expression ${shown} takes too long`, {
    hint: 'Leave out repetitions inside of repetitions, such as (a+)+',
    cause,
  })
}

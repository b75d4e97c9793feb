import type { Readable } from 'node:stream'
import type { Engine } from './connect.ts'
import { readJsonLines } from './json-lines.ts'

/** Why a container was killed. */
export type KillReason =
  /** It reached its memory limit. */
  | 'memory'
  /** A client of the Engine killed it. */
  | 'request'
  /** The Engine does not say. */
  | 'unknown'

const REASONS: Readonly<Record<string, KillReason>> = { oom: 'memory', kill: 'request', die: 'unknown' }

/** Milliseconds that the Engine has to report its events. */
const EVENTS_TIMEOUT = 1_000

/**
 * Why a container that has ended was killed. Only the Engine's events say so, because the container is removed at its
 * end. The Engine stores the last 256 events, so they can be read afterwards. It misses about one `oom` in 25: those
 * that it learns of after the container is removed.
 */
export async function findKillReason(engine: Engine, container: string): Promise<KillReason> {
  const filters = { container: [container], event: Object.keys(REASONS) }
  try {
    const abortSignal = AbortSignal.timeout(EVENTS_TIMEOUT)
    const events = (await engine.getEvents({ since: 1, filters, abortSignal })) as Readable
    for await (const { Action = '' } of readJsonLines<{ readonly Action?: string }>(events)) {
      const reason = REASONS[Action]
      if (reason !== undefined) return reason
    }
  } catch {
    // The Engine did not respond in time: the exit code is all that is known.
  }
  return 'unknown'
}

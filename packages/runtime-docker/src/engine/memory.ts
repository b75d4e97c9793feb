import type { Readable } from 'node:stream'
import type { Engine } from './connect.ts'
import { readJsonLines } from './json-lines.ts'

/** Why a container was killed. */
export type KilledBy =
  /** The system, at its memory limit. */
  | 'memory'
  /** Somebody who asked the Engine to. */
  | 'request'
  /** The Engine does not say. */
  | 'unknown'

const CAUSES: Readonly<Record<string, KilledBy>> = { oom: 'memory', kill: 'request', die: 'unknown' }

/** How long the Engine may take to tell what happened, in milliseconds. */
const PATIENCE = 1_000

/**
 * Why a container was killed that has ended. The Engine's events are the one place that says so: the container itself
 * is removed before anyone could inspect it. The Engine keeps the last 256 of them, so nobody needs to listen before.
 * It loses about one `oom` in 25, of which it learns when the container is removed already.
 */
export async function whoKilled(engine: Engine, container: string): Promise<KilledBy> {
  const filters = { container: [container], event: Object.keys(CAUSES) }
  try {
    const abortSignal = AbortSignal.timeout(PATIENCE)
    const events = (await engine.getEvents({ since: 1, filters, abortSignal })) as Readable
    for await (const { Action = '' } of readJsonLines<{ readonly Action?: string }>(events)) {
      const cause = CAUSES[Action]
      if (cause !== undefined) return cause
    }
  } catch {
    // No answer: the exit code has to do.
  }
  return 'unknown'
}

import { setTimeout as wait } from 'node:timers/promises'
import type { Connection } from './connect.ts'

/** Milliseconds between two pings. */
const INTERVAL = 500

/** Resolves once the Engine does not answer, or the signal aborts. */
export async function untilSilent(connection: Pick<Connection, 'responds'>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await connection.responds())) {
    await wait(INTERVAL, undefined, { signal }).catch(() => {}) // aborted
  }
}

import { setTimeout as wait } from 'node:timers/promises'
import type { Connection } from './connect.ts'
import { isUnreachable } from './problem.ts'

/** How long a daemon may be away that is being restarted, in milliseconds. */
const LONGEST_ABSENCE = 30_000
const INTERVAL = 100

/** Waits until an Engine that was there before answers again; says whether it does. */
export async function comesBack(connection: Connection, signal?: AbortSignal): Promise<boolean> {
  const until = performance.now() + LONGEST_ABSENCE
  while (performance.now() < until && !signal?.aborted) {
    try {
      await connection.check()
      return true
    } catch (error) {
      if (!isUnreachable(error)) return true
      await wait(INTERVAL)
    }
  }
  return false
}

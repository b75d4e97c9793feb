import { setTimeout as wait } from 'node:timers/promises'
import { abortable } from '../async/abortable.ts'
import type { Connection } from './connect.ts'
import { isUnreachable } from './failure.ts'

/** Milliseconds that a restart of the Engine may take. */
const RESTART_TIMEOUT = 30_000
const INTERVAL = 100

/** Waits until an Engine that was reachable before responds again, or the signal aborts; returns whether it does. */
export async function isBack(connection: Connection, signal?: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + RESTART_TIMEOUT
  while (performance.now() < deadline && !signal?.aborted) {
    try {
      await abortable(connection.check(), signal)
      return true
    } catch (error) {
      if (signal?.aborted) return false
      if (!isUnreachable(error)) return true
      await wait(INTERVAL)
    }
  }
  return false
}

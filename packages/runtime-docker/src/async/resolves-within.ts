import { setTimeout as wait } from 'node:timers/promises'

/** Waits for a promise, but at most `milliseconds`; returns whether it resolved in time. Rejects if the promise does. */
export async function resolvesWithin(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController()
  const timeout = wait(milliseconds, false, { signal: timer.signal }).catch(() => false) // the timer was cleared
  return await Promise.race([promise.then(() => true), timeout]).finally(() => timer.abort())
}

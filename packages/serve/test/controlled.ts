import { once, setMaxListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import type { ExecutorFunction } from '@peaflow/core'

/** An executor that tells when it is called, and answers when it is let. */
export interface Controlled {
  readonly executor: ExecutorFunction
  /** The signals of its calls. */
  readonly calls: readonly AbortSignal[]
  /** Resolves when it has been called so often. */
  called(count: number): Promise<void>
  /** Lets all calls end, now and later. */
  release(): void
}

export function controlled(): Controlled {
  const calls: AbortSignal[] = []
  const released = new AbortController()
  setMaxListeners(0, released.signal)
  const executor: ExecutorFunction = async (documents, { signal }) => {
    calls.push(signal)
    if (!released.signal.aborted) await Promise.race([once(released.signal, 'abort'), once(signal, 'abort')])
    return documents
  }
  const called = (count: number) => until(() => calls.length >= count)
  return { executor, calls, called, release: () => released.abort() }
}

/** Resolves when something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setImmediate()
}

/** Resolves when a count has begun, and has stood still for long enough that whatever could raise it would have. */
export async function untilStill(count: () => number): Promise<void> {
  for (let turns = 0, before = 0; turns < 500; turns = before > 0 && count() === before ? turns + 1 : 0) {
    before = count()
    await setImmediate()
  }
}

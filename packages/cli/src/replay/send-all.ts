import { setTimeout as delay } from 'node:timers/promises'
import type { RecordedRequest } from './recording.ts'
import type { Timetable } from './timetable.ts'

/** How requests are sent. */
export interface SendAllOptions {
  readonly timetable: Timetable
  /** Sends one. Never rejects, but when the signal has aborted. */
  readonly send: (request: RecordedRequest) => Promise<void>
  readonly signal: AbortSignal
}

/**
 * Sends requests as a timetable says, and resolves when all are answered.
 *
 * @throws what reading them throws, once those before are answered.
 */
export async function sendAll(
  requests: AsyncIterable<RecordedRequest>,
  { timetable, send, signal }: SendAllOptions,
): Promise<void> {
  const open = new Set<Promise<void>>()
  const startTime = performance.now()
  let index = 0
  try {
    for await (const request of requests) {
      const offset = timetable.offsetOf(request, index++)
      const wait = offset === undefined ? 0 : startTime + offset - performance.now()
      if (wait > 0) await delay(wait, undefined, { signal })
      while (open.size >= timetable.mostOpen) await Promise.race(open)
      signal.throwIfAborted()
      const sent = send(request).finally(() => open.delete(sent))
      open.add(sent)
    }
  } finally {
    await Promise.all(open)
  }
}

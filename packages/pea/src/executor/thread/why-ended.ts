import { FlowError } from '@peaflow/core'
import { describeThrown } from '../failure.ts'
import { userStack } from '../stack.ts'

/** What is known of the end of a thread. */
export interface ThreadEnd {
  /** What was thrown where nobody caught it. */
  readonly uncaught: unknown
  readonly code: number
  /** Megabytes that it was allowed. */
  readonly heap: number | undefined
}

/** Why the thread of an executor ended by itself. */
export function whyEnded({ uncaught, code, heap }: ThreadEnd): FlowError {
  if (uncaught === undefined) {
    return new FlowError('LAUNCH_EXECUTOR_ENDED', `the executor ended its thread: process.exit(${code})`, {
      hint: 'An executor throws to fail a request; it need not end its process',
    })
  }
  if ((uncaught as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const limit = heap === undefined ? '' : ` (limit ${heap} MB)`
    return new FlowError('LAUNCH_EXECUTOR_ENDED', `the executor ran out of memory${limit}`, { cause: uncaught })
  }
  const thrown = userStack(uncaught) ?? describeThrown(uncaught)
  return new FlowError('LAUNCH_EXECUTOR_ENDED', `the executor threw where nobody catches it: ${thrown}`, {
    hint: 'A promise that is not awaited, a timer or an event handler must catch its own errors',
    cause: uncaught,
  })
}

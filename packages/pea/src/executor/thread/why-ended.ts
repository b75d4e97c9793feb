import { FlowError } from '@peaflow/core'
import { describeThrown } from '../failure.ts'
import { userStack } from '../stack.ts'

/** How a thread ended. */
export interface ThreadEnd {
  /** The uncaught value, if there was one. */
  readonly uncaught: unknown
  readonly code: number
  /** Limit of its heap, in megabytes. */
  readonly heap: number | undefined
}

/** Explains why the thread of an executor ended on its own. */
export function whyEnded({ uncaught, code, heap }: ThreadEnd): FlowError {
  if (uncaught === undefined) {
    return new FlowError('LAUNCH_EXECUTOR_ENDED', `the executor ended its thread: process.exit(${code})`, {
      hint: 'To fail a request, throw; do not end the process',
    })
  }
  if ((uncaught as { code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const limit = heap === undefined ? '' : ` (limit ${heap} MB)`
    return new FlowError('LAUNCH_EXECUTOR_ENDED', `the executor ran out of memory${limit}`, { cause: uncaught })
  }
  const thrown = userStack(uncaught) ?? describeThrown(uncaught)
  return new FlowError('LAUNCH_EXECUTOR_ENDED', `the executor threw an uncaught error: ${thrown}`, {
    hint: 'Catch errors in timers, in event handlers and in promises that are not awaited',
    cause: uncaught,
  })
}

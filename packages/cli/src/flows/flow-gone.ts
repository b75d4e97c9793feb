import { basename } from 'node:path'
import { FlowError } from '@peaflow/core'

/** What the system says where nobody listens, or where the other end closes in the middle. */
const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'])

/** The error of a Flow that has ended, `LAUNCH_FLOW_GONE`, for the system's; any other as it is. */
export function asFlowGone(folder: string, caught: unknown): unknown {
  if (!(caught instanceof Error) || !GONE.has((caught as NodeJS.ErrnoException).code ?? '')) return caught
  return new FlowError('LAUNCH_FLOW_GONE', `the Flow of ${basename(folder)} has ended`, {
    hint: 'peaflow ps lists the Flows that are up',
    cause: caught,
  })
}

/** Whether a Flow that has ended is the reason. */
export function isFlowGone(caught: unknown): boolean {
  return caught instanceof FlowError && caught.code === 'LAUNCH_FLOW_GONE'
}

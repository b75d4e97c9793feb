import type { Polling } from '@peaflow/core'

/** Whether the messages of some endpoint go to every replica. */
export function mayPollAll(polling: Polling): boolean {
  return typeof polling === 'string' ? polling === 'all' : Object.values(polling).includes('all')
}

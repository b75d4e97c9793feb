import type { Polling } from '@peaflow/core'

/** Whether some messages of a Pod go to all of its replicas, so that each has data of its own. */
export function mayPollAll(polling: Polling): boolean {
  return polling === 'all' || (typeof polling !== 'string' && Object.values(polling).includes('all'))
}

import { FlowError, parseDuration } from '@peaflow/core'

/**
 * The milliseconds that a client gives its request: `Peaflow-Timeout: 5s`.
 *
 * @throws FlowError `REQUEST_TIME_LIMIT` if it is not a duration above 0.
 */
export function timeLimitOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined
  const milliseconds = parseDuration(header)
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds
  throw new FlowError(
    'REQUEST_TIME_LIMIT',
    `Peaflow-Timeout is "${header.slice(0, 100)}", but must be a duration such as 5s`,
  )
}

import { parseDuration } from '@peaflow/core'
import { InvalidArgumentError } from 'commander'

/** How long ago, or a time with its date: in the time zone of the user, unless it says another. */
export function parseSince(text: string): string {
  if (parseDuration(text) !== undefined) return text
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(/^[\d-]+$/.test(text) ? `${text}T00:00` : text) : undefined
  if (time !== undefined && !Number.isNaN(time.getTime())) return time.toISOString()
  throw new InvalidArgumentError('Expected how long ago, such as 10m or 2h, or a time such as 2026-11-29T14:02:00.')
}

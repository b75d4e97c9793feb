import { parseDuration } from '@peaflow/core'
import { InvalidArgumentError } from 'commander'

/** A whole number from 1. */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected a whole number from 1.')
}

/** Milliseconds, at least one. */
export function parseMilliseconds(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected a number of milliseconds.')
}

/** A time such as 10s, up to a day, in milliseconds. It may be 0. */
export function parseTime(text: string): number {
  const milliseconds = parseDuration(text)
  if (milliseconds !== undefined && milliseconds <= 86_400_000) return milliseconds
  throw new InvalidArgumentError('Expected a time, such as 10s, or 0.')
}

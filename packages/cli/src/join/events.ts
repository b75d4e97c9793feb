import { toHostPort } from '@peaflow/core'
import type { JoinEvent } from '@peaflow/pea'
import type { JoinTarget } from './options.ts'

/** An event in words, and whether it is about something that is not as it should be. */
export interface JoinEventText {
  readonly text: string
  readonly isProblem: boolean
}

/** Describes what has happened to a replica that joins. */
export function describeJoinEvent(event: JoinEvent, { host, port }: JoinTarget): JoinEventText {
  const where = toHostPort(host, port)
  if (event.type === 'retrying') {
    return { text: `waiting for the Flow at ${where}: ${event.reason}`, isProblem: true }
  }
  if (event.type === 'joined') return { text: `joined ${event.flow} as ${event.pea}; ^C leaves it`, isProblem: false }
  if (event.type === 'loaded') {
    const what = event.isRetained ? 'its executor is still loaded' : 'its executor is loaded'
    return { text: `${event.pea} takes requests: ${what}`, isProblem: false }
  }
  if (event.type === 'leaving') {
    return { text: `leaving ${event.flow}: ${event.pea} finishes what it has; ^C ends it at once`, isProblem: false }
  }
  const why = event.reason === undefined ? '' : `: ${event.reason}`
  return { text: `${event.pea} has left ${event.flow}${why}`, isProblem: event.reason !== undefined }
}

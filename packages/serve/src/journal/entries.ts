import type { FlowEvent, FlowLogLine } from '@peaflow/engine'

/** A line that a Pea wrote, with the time at which it came. */
export interface LogEntry {
  /** ISO 8601. */
  readonly time: string
  /** The id of the Pea. */
  readonly pea: string
  readonly pod: string
  readonly level: FlowLogLine['level']
  readonly stream?: FlowLogLine['stream'] | undefined
  readonly text: string
}

/** What happened to a Flow, and when. */
export interface EventEntry {
  /** ISO 8601. */
  readonly time: string
  readonly event: FlowEvent
}

/** The most characters of a line that are recorded. */
const MAX_TEXT = 16_384

/** The entry of a line that has just come. */
export function toLogEntry({ pea, level, stream, text }: FlowLogLine, time: Date): LogEntry {
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text
  return { time: time.toISOString(), pea, pod: podOf(pea), level, stream, text: short }
}

/** The name of the Pod that a Pea belongs to: its id is `pod/0`, `pod/head` or `pod/tail`. */
export function podOf(pea: string): string {
  return pea.split('/', 1)[0] ?? pea
}

/** The entry that stands for lines that a reader was too slow to get. */
export function toDropNotice(dropped: number): LogEntry {
  const text = `${dropped} lines were dropped, because they were not read in time`
  return { time: new Date().toISOString(), pea: 'gateway', pod: 'gateway', level: 'warn', text }
}

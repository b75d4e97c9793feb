import type { RecordedRequest } from './recording.ts'

/** When to send requests. */
export interface Timetable {
  /** The most that are open at once. */
  readonly mostOpen: number
  /** Milliseconds from the first request to this one; `undefined` for as soon as there is room. */
  offsetOf(request: Pick<RecordedRequest, 'time'>, index: number): number | undefined
}

/** What a timetable is made of. */
export interface TimetableOptions {
  /** Requests a second. */
  readonly rate?: number | undefined
  /** Whether to keep the pauses between requests. */
  readonly asRecorded: boolean
}

/** How many requests are open at once: without a rate, and with one. */
const MOST_OPEN = { paced: 1_000, unpaced: 16 } as const

/** Makes a timetable. Requests of a recording without times follow one another at once. */
export function toTimetable({ rate, asRecorded }: TimetableOptions): Timetable {
  if (rate !== undefined) return { mostOpen: MOST_OPEN.paced, offsetOf: (_, index) => (index * 1_000) / rate }
  if (!asRecorded) return { mostOpen: MOST_OPEN.unpaced, offsetOf: () => undefined }
  let first: number | undefined
  return {
    mostOpen: MOST_OPEN.paced,
    offsetOf: ({ time }) => {
      if (time === undefined) return undefined
      first ??= time
      return Math.max(0, time - first)
    },
  }
}

import type { CallTimes } from '../calls/call.ts'

/** The most bytes of a `Server-Timing`: a Flow of hundreds of Pods would not fit into the headers that clients take. */
const MOST_BYTES = 4_096

/** The milliseconds that a call took in each Pod, and that it waited there: `{ "encode": 31, "encode-wait": 4 }`. */
export function toTimings(times: CallTimes): Readonly<Record<string, number>> {
  const entries = Object.entries(times).flatMap(([pod, [wait, call]]) => [
    [pod, round(call)] as const,
    [`${pod}-wait`, round(wait)] as const,
  ])
  return Object.fromEntries(entries)
}

/** The same as a header: `server-timing: encode;dur=31, encode-wait;dur=4`. None if there are no times. */
export function timingHeaders(times: CallTimes): Readonly<Record<string, string>> {
  let text = ''
  for (const [name, milliseconds] of Object.entries(toTimings(times))) {
    const entry = `${toToken(name)};dur=${milliseconds}`
    if (text.length + entry.length + 2 > MOST_BYTES) break
    text += text === '' ? entry : `, ${entry}`
  }
  return text === '' ? {} : { 'server-timing': text }
}

/** A name of which each character is one of a token (RFC 9110). */
function toToken(name: string): string {
  return name.replace(/[^\w!#$%&'*+.^`|~-]/g, '_')
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100
}

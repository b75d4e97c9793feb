/** The most characters of each header: what travels with a request has a limit of its own. */
const LONGEST = { tracestate: 1_024, baggage: 4_096 } as const

/** W3C Trace Context: version, trace, span, flags. A later version may add fields. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(-[\w-]{0,100})?$/

const PRINTABLE = /^[\t\x20-\x7e]+$/

/**
 * The headers of a client that travel with its request: `traceparent`, `tracestate` and `baggage` of the W3C. One that is not valid, or
 * too long, is dropped, as the specifications say. `undefined` if there are none.
 *
 * @param header - gives a header by its name in lower case
 */
export function traceContextOf(
  header: (name: string) => string | undefined,
): Readonly<Record<string, string>> | undefined {
  const found: Record<string, string> = {}
  const traceparent = header('traceparent')
  if (traceparent !== undefined && TRACEPARENT.test(traceparent)) {
    found.traceparent = traceparent
    const tracestate = bounded(header('tracestate'), LONGEST.tracestate)
    if (tracestate !== undefined) found.tracestate = tracestate
  }
  const baggage = bounded(header('baggage'), LONGEST.baggage)
  if (baggage !== undefined) found.baggage = baggage
  return Object.keys(found).length === 0 ? undefined : found
}

function bounded(value: string | undefined, longest: number): string | undefined {
  return value !== undefined && value.length <= longest && PRINTABLE.test(value) ? value : undefined
}

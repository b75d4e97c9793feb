import { FlowError } from '@peaflow/core'
import { decodeHeaders, encodeHeaders, type PodTimes, TIMES } from '@peaflow/protocol'

/** The most headers of a request, and the most bytes that they may have, encoded. */
const MAX_HEADERS = 64
const MAX_BYTES = 8_192

const NAME = /^[a-z0-9-]+$/

/** What is sent beside the documents. */
export interface HeaderOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Whether Pods add their times. */
  readonly times?: boolean | undefined
}

/** What came back beside the documents. */
export interface HeaderResults {
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly times?: Readonly<Record<string, PodTimes>> | undefined
}

/** What nearly all requests of a server have. */
const ONLY_TIMES = encodeHeaders({ values: new Map(), times: new Map() })

/**
 * The headers of a request, encoded; `undefined` if it has none.
 *
 * @throws FlowError `REQUEST_HEADERS` if a name or a value is not valid, or there are too many.
 */
export function toHeaders({ headers, times = false }: HeaderOptions): Uint8Array | undefined {
  const values = new Map(headers === undefined ? [] : Object.entries(headers))
  if (values.size === 0) return times ? ONLY_TIMES : undefined
  for (const [name, value] of values) checkHeader(name, value)
  if (values.size > MAX_HEADERS) throw wrong(`a request has ${values.size} headers, but may have ${MAX_HEADERS}`)
  const bytes = encodeHeaders({ values, times: times ? new Map() : undefined })
  if (bytes.length <= MAX_BYTES) return bytes
  throw wrong(`the headers of a request have ${bytes.length} bytes, but may have ${MAX_BYTES}`)
}

/** Decodes what came back; for a request that no message answered, what was sent. */
export function readHeaders(bytes: Uint8Array | undefined): HeaderResults {
  const decoded = bytes && decodeHeaders(bytes)
  if (decoded === undefined) return {}
  const { values, times } = decoded
  const headers = Object.fromEntries(values)
  return times === undefined ? { headers } : { headers, times: Object.fromEntries(times) }
}

function checkHeader(name: string, value: unknown): void {
  if (!NAME.test(name)) throw wrong(`"${name.slice(0, 100)}" is not the name of a header`)
  if (name === TIMES) throw wrong(`"${TIMES}" cannot be the name of a header`)
  if (typeof value !== 'string') throw wrong(`the header "${name.slice(0, 100)}" is not a string`)
}

function wrong(message: string): FlowError {
  const hint = 'Headers are strings; their names have lower-case letters, digits and hyphens'
  return new FlowError('REQUEST_HEADERS', message, { hint })
}

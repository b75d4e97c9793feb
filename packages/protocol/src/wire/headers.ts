import { HeadersReader, HeadersWriter } from './headers-codec.ts'

/** The milliseconds that a request has waited for the calls of a Pod, and that these calls have taken. */
export type PodTimes = readonly [wait: number, call: number]

/** What travels with a request beside its documents, down the Flow and back. */
export interface Headers {
  readonly values: ReadonlyMap<string, string>
  /** By Pod; missing if nobody has asked for them. */
  readonly times?: ReadonlyMap<string, PodTimes> | undefined
}

/** The key of the times, which cannot be the name of a header. It comes first, so that a Pea sees at once whether to add its own. */
export const TIMES = 'times'

const TIMES_KEY = Buffer.from([0xa0 | TIMES.length, ...Buffer.from(TIMES)])

/** Encodes headers as a MessagePack map. */
export function encodeHeaders({ values, times }: Headers): Buffer {
  const writer = new HeadersWriter()
  writer.map(values.size + (times === undefined ? 0 : 1))
  if (times !== undefined) {
    writer.string(TIMES)
    writer.map(times.size)
    for (const [pod, pair] of times) {
      writer.string(pod)
      writer.pair(pair)
    }
  }
  for (const [name, value] of values) {
    writer.string(name)
    writer.string(value)
  }
  return writer.end()
}

/** The inverse of {@link encodeHeaders}, safe for untrusted bytes: `undefined` if they are not headers. */
export function decodeHeaders(bytes: Uint8Array): Headers | undefined {
  const reader = new HeadersReader(bytes)
  const values = new Map<string, string>()
  let times: ReadonlyMap<string, PodTimes> | undefined
  try {
    for (let left = reader.map(); left > 0; left -= 1) {
      const name = reader.string()
      if (name === TIMES) times = readTimes(reader)
      else values.set(name, reader.string())
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
  return reader.isAtEnd ? { values, times } : undefined
}

/** The headers as an executor and a caller see them. Bytes that are not headers have none. */
export function readValues(bytes: Uint8Array | undefined): Readonly<Record<string, string>> {
  const headers = bytes && decodeHeaders(bytes)
  return Object.freeze(Object.fromEntries(headers?.values ?? []))
}

/** Whether these headers collect times. */
export function collectsTimes(bytes: Uint8Array): boolean {
  return TIMES_KEY.every((byte, index) => bytes[index + mapMarkerBytes(bytes)] === byte)
}

function mapMarkerBytes([marker]: Uint8Array): number {
  return marker === 0xde ? 3 : 1
}

function readTimes(reader: HeadersReader): ReadonlyMap<string, PodTimes> {
  const times = new Map<string, PodTimes>()
  for (let left = reader.map(); left > 0; left -= 1) {
    const pod = reader.string()
    if (reader.array() !== 2) throw new RangeError('not a pair')
    times.set(pod, [reader.number(), reader.number()])
  }
  return times
}

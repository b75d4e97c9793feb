import { decodeValue, encodeValue } from '@peaflow/pea/internal'
import { parseJson, toJsonLine } from '@peaflow/pea/json'
import type { Subprotocol } from './subprotocol.ts'

/** How the messages of a subprotocol are written and read. */
export interface Codec {
  /** Whether its messages are binary ones. */
  readonly isBinary: boolean
  /** @throws Error for a value that cannot be sent. */
  encode(value: unknown): string | Buffer
  /** @throws Error for bytes that are not such a value. */
  decode(data: Buffer): unknown
}

/** The codec of each subprotocol. */
export const codecs: Readonly<Record<Subprotocol, Codec>> = {
  'peaflow.v1.json': {
    isBinary: false,
    encode: (value) => toJsonLine(value).trimEnd(),
    // WebSocket itself says that a text is UTF-8.
    decode: (data) => parseJson(data.toString()),
  },
  'peaflow.v1.msgpack': {
    isBinary: true,
    // A copy: what an encoded value stands in is used for the next one.
    encode: (value) => Buffer.from(encodeValue(value)),
    decode: decodeValue,
  },
}

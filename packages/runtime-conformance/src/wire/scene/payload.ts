/** What the payloads of the cases hold. */
export type Plain = string | number | readonly Plain[] | { readonly [key: string]: Plain }

/** The payload of one document and its parameters, as MessagePack. */
export function payloadOf(document: Plain, parameters: { readonly [key: string]: Plain } = {}): Buffer {
  return encode([[document], parameters])
}

/** A value as MessagePack. */
export function encode(value: Plain): Buffer {
  if (typeof value === 'string') return encodeString(value)
  if (typeof value === 'number') return encodeNumber(value)
  if (Array.isArray(value)) return Buffer.concat([Buffer.from([0x90 | value.length]), ...value.map(encode)])
  const entries = Object.entries(value)
  return Buffer.concat([Buffer.from([0x80 | entries.length]), ...entries.flat().map(encode)])
}

function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text)
  const header = Buffer.alloc(5, 0xdb)
  header.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([header, bytes])
}

function encodeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(5, 0xce)
  bytes.writeUInt32BE(value, 1)
  return bytes
}

import { COMMAND, toFrame } from './frame.ts'

/** What a socket announces about itself. */
export interface Ready {
  readonly type: 'ROUTER' | 'DEALER'
  /** The name by which a ROUTER knows the peer: at most 255 bytes. */
  readonly routingId: string
}

/** What a peer announces about itself. Either may be empty. */
export interface Metadata {
  readonly type: string
  /** One character for each byte. */
  readonly routingId: string
}

/** A command from a peer after the handshake. */
export type Command =
  | { readonly name: 'PING'; readonly context: Buffer }
  | { readonly name: 'READY' | 'PONG' | 'OTHER' }

/** The most bytes of a PING's context, which its PONG returns. */
const MAX_CONTEXT_BYTES = 16

/** Bytes of a PING's time to live, before its context. */
const TTL_BYTES = 2

/** The frame that ends the handshake of mechanism NULL. */
export function readyFrame(self: Ready): Buffer {
  return commandFrame('READY', toMetadata(self))
}

/** A frame with a command. */
export function commandFrame(name: string, ...data: readonly Buffer[]): Buffer {
  return toFrame(COMMAND, Buffer.concat([shortString(name), ...data]))
}

/** What a socket announces about itself, as properties. */
export function toMetadata({ type, routingId }: Ready): Buffer {
  return Buffer.concat([property('Socket-Type', type), property('Identity', routingId)])
}

/** The body of the command that asks for a PONG. Its time to live is 0: the peer decides by its own rules when this end is lost. */
export function pingBody(): Buffer {
  return Buffer.concat([shortString('PING'), Buffer.alloc(TTL_BYTES)])
}

/** The body of the answer to a PING. */
export function pongBody(context: Buffer): Buffer {
  return Buffer.concat([shortString('PONG'), context])
}

/** Reads the body of a command frame; `undefined` if it is malformed. */
export function readCommand(body: Buffer): Command | undefined {
  const [length = 0] = body
  const name = body.toString('latin1', 1, 1 + length)
  if (name.length === 0 || name.length < length) return undefined
  const data = body.subarray(1 + length)
  if (name === 'PING') return readPing(data)
  return { name: name === 'READY' || name === 'PONG' ? name : 'OTHER' }
}

/** The data of a command of this name; `undefined` if it is another one. */
export function dataOf(body: Buffer, name: string): Buffer | undefined {
  const isNamed = body[0] === name.length && body.toString('latin1', 1, 1 + name.length) === name
  return isNamed ? body.subarray(1 + name.length) : undefined
}

/** The properties of a socket; `undefined` if they are malformed. */
export function readMetadata(data: Buffer): Metadata | undefined {
  const values = new Map<string, string>()
  for (let at = 0; at < data.length; ) {
    const nameEnd = at + 1 + (data[at] as number)
    const from = nameEnd + 4
    if (from > data.length) return undefined
    const to = from + data.readUInt32BE(nameEnd)
    if (to > data.length) return undefined
    values.set(data.toString('latin1', at + 1, nameEnd).toLowerCase(), data.toString('latin1', from, to))
    at = to
  }
  return { type: values.get('socket-type') ?? '', routingId: values.get('identity') ?? '' }
}

function readPing(data: Buffer): Command | undefined {
  const context = data.subarray(TTL_BYTES)
  return data.length < TTL_BYTES || context.length > MAX_CONTEXT_BYTES ? undefined : { name: 'PING', context }
}

function shortString(value: string): Buffer {
  return Buffer.from(`${String.fromCharCode(value.length)}${value}`, 'latin1')
}

function property(name: string, value: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(Buffer.byteLength(value))
  return Buffer.concat([shortString(name), length, Buffer.from(value)])
}

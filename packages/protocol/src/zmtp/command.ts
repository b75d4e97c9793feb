import { COMMAND, toFrame } from './frame.ts'

/** What a socket says of itself. */
export interface Ready {
  readonly type: 'ROUTER' | 'DEALER'
  /** The name that it is known by. */
  readonly routingId: string
}

/** A command that a peer sent. */
export type Command =
  | { readonly name: 'READY'; readonly type: string }
  | { readonly name: 'PING'; readonly context: Buffer }
  | { readonly name: 'PONG' | 'OTHER' }

/** The most bytes that a PING may have returned to it. */
const MOST_CONTEXT = 16

/** Bytes of a PING's time to live, before its context. */
const TTL_BYTES = 2

/** The frame by which a socket opens the traffic. */
export function readyFrame({ type, routingId }: Ready): Buffer {
  const properties = [property('Socket-Type', type), property('Identity', routingId)]
  return toFrame(COMMAND, Buffer.concat([named('READY'), ...properties]))
}

/** The frame that asks for a sign of life. It lets the peer judge by itself when to give up. */
export function pingFrame(): Buffer {
  return toFrame(COMMAND, Buffer.concat([named('PING'), Buffer.alloc(TTL_BYTES)]))
}

/** The answer to a PING. */
export function pongFrame(context: Buffer): Buffer {
  return toFrame(COMMAND, Buffer.concat([named('PONG'), context]))
}

/** Reads the body of a command; nothing if it is none. */
export function readCommand(body: Buffer): Command | undefined {
  const [length = 0] = body
  const name = body.toString('latin1', 1, 1 + length)
  if (name.length === 0 || name.length < length) return undefined
  const rest = body.subarray(1 + length)
  if (name === 'READY') return readReady(rest)
  if (name === 'PING') return readPing(rest)
  return { name: name === 'PONG' ? name : 'OTHER' }
}

function readReady(rest: Buffer): Command | undefined {
  let type = ''
  for (let at = 0; at < rest.length; ) {
    const nameEnd = at + 1 + (rest[at] as number)
    const from = nameEnd + 4
    if (from > rest.length) return undefined
    const to = from + rest.readUInt32BE(nameEnd)
    if (to > rest.length) return undefined
    if (rest.toString('latin1', at + 1, nameEnd).toLowerCase() === 'socket-type')
      type = rest.toString('latin1', from, to)
    at = to
  }
  return { name: 'READY', type }
}

function readPing(rest: Buffer): Command | undefined {
  const context = rest.subarray(TTL_BYTES)
  return rest.length < TTL_BYTES || context.length > MOST_CONTEXT ? undefined : { name: 'PING', context }
}

function named(name: string): Buffer {
  return Buffer.from(`${String.fromCharCode(name.length)}${name}`, 'latin1')
}

function property(name: string, value: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(Buffer.byteLength(value))
  return Buffer.concat([named(name), length, Buffer.from(value)])
}

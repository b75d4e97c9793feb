import { pack } from '../wire/pack.ts'
import type { DataRecord, WireRecord } from '../wire/record.ts'
import { unpack } from '../wire/unpack.ts'
import { Litter } from './litter.ts'
import type { PeaSocket } from './open.ts'

/** The way to one peer: a DEALER has one, a ROUTER one for each peer. */
export interface Port {
  /** Sends records in one message; what cannot be sent is dropped, and the peer greets again when it is back. */
  send(records: readonly WireRecord[]): void
}

/** A record as it comes; parts come in runs. */
export type Arrived = Exclude<WireRecord, DataRecord>

/** What comes in by a socket. `from` is the name the peer dialled in with; a DEALER's one peer is `''`. */
export type RecordsListener = (records: readonly Arrived[], from: string) => void

/** A socket that speaks in packs. */
export interface PackSocket {
  /** The way to the peer of that name. */
  port(to: string): Port
  close(): void
}

/** What a {@link PackSocket} tells about. */
export interface PackSocketEvents {
  readonly onRecords: RecordsListener
  /** A message that is none of this Flow's. */
  readonly onDropped: () => void
  /** Whether its process has a heap that is worth sparing. */
  readonly litters: boolean
}

/** Reads and writes packs by a socket, until it is closed. */
export function openPackSocket(socket: PeaSocket, flowId: Buffer, events: PackSocketEvents): PackSocket {
  const isRouter = socket.type === ROUTER_TYPE
  const litter = events.litters ? new Litter() : undefined
  read(socket, isRouter, (frames, from) => {
    litter?.drop(frames)
    const records = unpack(flowId, { frames, arrivedAt: performance.now() })
    if (records === undefined) events.onDropped()
    else events.onRecords(records, from)
  })
  const send = (frames: Buffer[]) => {
    if (!socket.closed) socket.send(frames).catch(ignoreUnreachable)
  }
  return {
    port: (to) => {
      const name = Buffer.from(to, 'latin1')
      return { send: (records) => send(isRouter ? [name, ...pack(flowId, records)] : pack(flowId, records)) }
    },
    close: () => socket.close(),
  }
}

/** libzmq's number for a ROUTER. */
const ROUTER_TYPE = 6

async function read(
  socket: PeaSocket,
  isRouter: boolean,
  onMessage: (frames: Buffer[], from: string) => void,
): Promise<void> {
  try {
    for (;;) {
      const frames = (await socket.receive()) as Buffer[]
      const from = isRouter ? (frames.shift() as Buffer).toString('latin1') : ''
      onMessage(frames, from)
    }
  } catch (error) {
    if (!socket.closed) throw error
  }
}

/** The peer is gone, or its connection full: it greets when it is back, and gets again what it has not got. */
function ignoreUnreachable(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EHOSTUNREACH' && error.code !== 'EAGAIN') throw error
}

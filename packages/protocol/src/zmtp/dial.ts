import { connect, type NetConnectOpts, type OnReadOpts, type Socket } from 'node:net'
import { Connection, type ConnectionEvents } from './connection.ts'
import type { Mechanism } from './mechanism.ts'
import { NULL_MECHANISM } from './null-mechanism.ts'
import type { RefusalReason } from './refusal.ts'
import { checkPath } from './unix-path.ts'

/** Milliseconds before the next attempt: after the first failure, and at most. */
const MIN_RETRY_DELAY = 50
const MAX_RETRY_DELAY = 1_000

/** Milliseconds that the other machine has to accept or refuse. After that, the attempt starts again: a packet was lost. */
const CONNECT_TIMEOUT = 3_000

/** Milliseconds that the peer has, once connected, to complete the handshake. */
const HANDSHAKE_TIMEOUT = 10_000

/** What a dialler connects to: a port of a numeric address (names must be resolved before), or a Unix socket. */
export type DialTarget = DialledEnd & {
  /** The name by which the ROUTER knows this end: at most 255 bytes. */
  readonly routingId: string
}

/** The other end. A Unix socket has always mechanism NULL, as a port has by default. */
export type DialledEnd =
  | { readonly address: string; readonly port: number; readonly mechanism?: Mechanism | undefined }
  | { readonly path: string }

/** Receives the events of a {@link Dialler}. */
export interface DialEvents extends ConnectionEvents {
  /** The kernel has connected. The process at the other end may be too busy to complete the handshake. */
  onConnect?(): void
}

/** A DEALER that reconnects until it is closed. */
export class Dialler {
  readonly #target: DialTarget
  readonly #events: DialEvents
  #socket: Socket | undefined
  #connection: Connection | undefined
  #isConnected = false
  #retryDelay = MIN_RETRY_DELAY
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  /** @throws FlowError `ADDRESS_PATH` if the path of the target is too long. */
  constructor(target: DialTarget, events: DialEvents) {
    if ('path' in target) checkPath(target.path)
    this.#target = target
    this.#events = events
    this.#dial()
  }

  /** Sends what is queued, then closes; an attempt to connect ends at once. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    if (this.#isConnected) this.#connection?.close()
    else this.#socket?.destroy()
  }

  #dial(): void {
    const { routingId } = this.#target
    const target = toOptions(this.#target)
    const open = (onread: OnReadOpts) => this.#open({ ...target, onread })
    const onReady = (connection: Connection) => {
      clearTimeout(this.#timer)
      this.#retryDelay = MIN_RETRY_DELAY
      this.#events.onReady(connection)
    }
    const onRefused = (reason: RefusalReason, connection: Connection) => this.#events.onRefused?.(reason, connection)
    const onClosed = (connection: Connection) => this.#onClosed(connection)
    const options = { self: { type: 'DEALER', routingId }, mechanism: mechanismOf(this.#target) } as const
    this.#connection = new Connection(open, options, { onReady, onRefused, onClosed })
  }

  #open(options: NetConnectOpts): Socket {
    const socket = connect(options)
    this.#socket = socket
    this.#timer = setTimeout(() => socket.destroy(), CONNECT_TIMEOUT)
    return socket.on('connect', () => {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.#connection?.refuse('timeout'), HANDSHAKE_TIMEOUT)
      this.#isConnected = true
      this.#events.onConnect?.()
    })
  }

  #onClosed(connection: Connection): void {
    const wasConnected = this.#isConnected
    this.#isConnected = false
    clearTimeout(this.#timer)
    if (wasConnected) this.#events.onClosed(connection)
    if (!this.#isClosed) this.#dialLater()
  }

  #dialLater(): void {
    this.#timer = setTimeout(() => this.#dial(), this.#retryDelay)
    this.#retryDelay = Math.min(this.#retryDelay * 2, MAX_RETRY_DELAY)
  }
}

function toOptions(target: DialTarget): NetConnectOpts {
  return 'path' in target ? { path: target.path } : { host: target.address, port: target.port }
}

function mechanismOf(target: DialTarget): Mechanism {
  return ('path' in target ? undefined : target.mechanism) ?? NULL_MECHANISM
}

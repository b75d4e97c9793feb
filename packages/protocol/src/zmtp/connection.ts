import type { OnReadOpts, Socket } from 'node:net'
import { Allowance } from './allowance.ts'
import { pingBody, pongBody, type Ready, readCommand } from './command.ts'
import type { Cipher } from './curve/cipher.ts'
import { SealedWriter } from './curve/sealed-writer.ts'
import { COMMAND, MORE } from './frame.ts'
import { FrameReader } from './frame-reader.ts'
import type { FrameWriter } from './frame-writer.ts'
import { GREETING_BYTES, greeting, isGreeting } from './greeting.ts'
import { Heartbeat, isLocal } from './heartbeat.ts'
import type { Established, Handshake, Mechanism } from './mechanism.ts'
import { PlainWriter } from './plain-writer.ts'
import type { RefusalReason } from './refusal.ts'

/** Milliseconds that a peer has, once the connection closes, to read what was sent last. */
const LINGER = 1_000

/** Receives the events of a connection. */
export interface ConnectionEvents {
  /** The handshake is complete: messages can be sent and will arrive. */
  onReady(connection: Connection): void
  /** The connection has ended, whether or not it was ever ready. */
  onClosed(connection: Connection): void
  /** The connection is closed because of what its peer did, or failed to do. */
  onRefused?(reason: RefusalReason, connection: Connection): void
}

/** What a connection needs besides its socket. */
export interface ConnectionOptions {
  readonly self: Ready
  readonly mechanism: Mechanism
  /** The owner knows the peer from now on. */
  readonly onTrusted?: ((connection: Connection) => void) | undefined
}

/** One connection of a ZeroMQ socket: ZMTP 3.1. It ends as soon as the peer violates the protocol. */
export class Connection {
  /** Receives each message. Its frames belong to the listener. */
  onMessage: (frames: Buffer[]) => void = () => undefined
  /** Called for each answer to a PING. */
  onPong: () => void = () => undefined
  readonly #socket: Socket
  readonly #events: ConnectionEvents
  readonly #options: ConnectionOptions
  readonly #allowance = new Allowance()
  readonly #reader: FrameReader
  readonly #handshake: Handshake
  #writer: FrameWriter
  #cipher: Cipher | undefined
  #established: Established | undefined
  #frames: Buffer[] = []
  #heartbeat: Heartbeat | undefined
  #isRefused = false

  /** @param open - opens a socket, connected or connecting, that reads into the buffers it is given */
  constructor(open: (onread: OnReadOpts) => Socket, options: ConnectionOptions, events: ConnectionEvents) {
    const { self, mechanism } = options
    this.#events = events
    this.#options = options
    this.#handshake = mechanism.begin(self)
    this.#reader = new FrameReader({
      onGreeting: (bytes) => this.#onGreeting(bytes),
      onHeader: (size) => this.#allowance.takeBytes(size) || this.refuse('limit'),
      onFrame: (flags, body) => this.#onFrame(flags, body),
    })
    const socket = open({ buffer: () => this.#reader.target(), callback: (count) => this.#onRead(count) })
    this.#socket = socket
    this.#writer = new PlainWriter(socket)
    socket
      .setNoDelay(true)
      .on('error', () => undefined) // 'close' follows
      .on('close', () => {
        this.#heartbeat?.stop()
        events.onClosed(this)
      })
    const { first } = this.#handshake
    socket.write(first === undefined ? greeting(mechanism) : Buffer.concat([greeting(mechanism), first]))
  }

  /** What the handshake resulted in; `undefined` until the connection is ready. */
  /** The address of the peer; `undefined` over a Unix socket, and once the connection has ended. */
  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress
  }

  get established(): Established | undefined {
    return this.#established
  }

  /** Lifts the limits for unknown peers: the owner knows that the peer belongs to it. */
  trust(): void {
    if (this.#allowance.isKnown) return
    this.#allowance.trust()
    this.#options.onTrusted?.(this)
  }

  /** Sends a message; drops it if the connection has ended. The caller must not change the frames afterwards. */
  send(frames: readonly Buffer[]): void {
    if (this.#isWritable) this.#writer.write(frames)
  }

  /** Sends a message of one frame, whose body `fill` writes at an offset; drops it if the connection has ended. */
  sendSingleFrame(length: number, fill: (memory: Buffer, at: number) => void): void {
    if (this.#isWritable) this.#writer.writeSingle(length, fill)
  }

  /** Sends a PING. Drops it if the peer has yet to read what was sent before: PINGs must not make the queue grow. */
  ping(): void {
    if (this.#isWritable && this.#socket.writableLength === 0) this.#writer.writeCommand(pingBody())
  }

  /** Sends what is queued, then closes once the peer has read it. */
  close(): void {
    this.onMessage = () => undefined
    this.#heartbeat?.stop()
    this.#socket.end()
    const timeout = setTimeout(() => this.#socket.destroy(), LINGER)
    this.#socket.on('close', () => clearTimeout(timeout))
  }

  /** Closes the connection at once. Returns `false`: nothing more is to be read. */
  refuse(reason: RefusalReason): false {
    if (this.#isRefused || this.#socket.destroyed) return false
    this.#isRefused = true
    this.#socket.destroy()
    this.#events.onRefused?.(reason, this)
    return false
  }

  get #isWritable(): boolean {
    return this.#established !== undefined && this.#socket.writable
  }

  #onRead(count: number): boolean {
    this.#heartbeat?.reset()
    if (!this.#reader.advance(count)) this.refuse('protocol')
    return true
  }

  #onGreeting(bytes: Buffer): boolean {
    this.#allowance.takeBytes(GREETING_BYTES)
    return isGreeting(bytes, this.#options.mechanism) || this.refuse('greeting')
  }

  #onFrame(flags: number, body: Buffer): boolean {
    if (this.#established === undefined) return this.#onHandshake(flags, body) || this.refuse('handshake')
    if (this.#cipher === undefined) return this.#onOpenFrame(flags, body)
    const payload = this.#cipher.open(body)
    return payload !== undefined && this.#onOpenFrame(this.#cipher.flags, payload)
  }

  #onOpenFrame(flags: number, body: Buffer): boolean {
    if ((flags & COMMAND) !== 0) return this.#onCommand(body)
    if (!this.#allowance.takeFrame()) return this.refuse('limit')
    this.#frames.push(body)
    if ((flags & MORE) !== 0) return true
    const frames = this.#frames
    this.#frames = []
    this.#allowance.refill()
    this.onMessage(frames)
    return true
  }

  #onHandshake(flags: number, body: Buffer): boolean {
    const step = (flags & COMMAND) === 0 ? undefined : this.#handshake.onCommand(body)
    if (step === undefined) return false
    if (step.reply !== undefined) this.#socket.write(step.reply)
    return step.established === undefined || this.#onEstablished(step.established)
  }

  #onEstablished(established: Established): boolean {
    const { peer, cipher } = established
    if (peer.type !== (this.#options.self.type === 'ROUTER' ? 'DEALER' : 'ROUTER')) return false
    this.#established = established
    this.#cipher = cipher
    if (cipher !== undefined) this.#writer = new SealedWriter(this.#socket, cipher)
    if (!isLocal(this.#socket)) this.#startHeartbeat()
    this.#events.onReady(this)
    return true
  }

  #onCommand(body: Buffer): boolean {
    const command = readCommand(body)
    if (command === undefined || command.name === 'READY') return false
    // A peer that does not read what is sent to it must not make the queue grow with its PINGs.
    if (command.name === 'PING' && this.#socket.writableLength === 0)
      this.#writer.writeCommand(pongBody(command.context))
    if (command.name === 'PONG') this.onPong()
    if (this.#frames.length === 0) this.#allowance.refill()
    return true
  }

  #startHeartbeat(): void {
    this.#heartbeat = new Heartbeat({
      onQuiet: () => this.#writer.writeCommand(pingBody()),
      onLost: () => this.#socket.destroy(),
    })
  }
}

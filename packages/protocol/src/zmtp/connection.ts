import type { OnReadOpts, Socket } from 'node:net'
import { WriteBuffer } from '../memory/write-buffer.ts'
import { pingFrame, pongFrame, type Ready, readCommand, readyFrame } from './command.ts'
import { COMMAND, headerBytes, LONG_HEADER, MORE, writeHeader } from './frame.ts'
import { FrameReader } from './frame-reader.ts'
import { greeting, isGreeting } from './greeting.ts'
import { Heartbeat, isLocal } from './heartbeat.ts'

/** The most bytes of a frame from a peer that nobody has vouched for. */
const MAX_UNKNOWN_FRAME = 64 * 1_024

/** The most frames of a message. */
const MOST_FRAMES = 8_192

/** Bytes of a message up to which it is copied into one piece: to write several pieces costs more. */
const WORTH_COPYING = 32 * 1_024

/** Milliseconds that a peer may take to open the traffic. */
const HANDSHAKE_TIMEOUT = 10_000

/** Milliseconds that the peer may take to read what was sent last. */
const LINGER = 1_000

/** What hears of a connection. */
export interface ConnectionEvents {
  /** Messages can be sent, and will come. */
  onReady(connection: Connection): void
  /** It has ended, whether or not it was ever ready. */
  onClosed(connection: Connection): void
}

/** One connection of a ZeroMQ socket: ZMTP 3.1 over TCP, without encryption. What is wrong with it ends it. */
export class Connection {
  /** Gets each message, as frames that are nobody else's. */
  onMessage: (frames: Buffer[]) => void = () => undefined
  readonly #socket: Socket
  readonly #events: ConnectionEvents
  readonly #reader = new FrameReader(MAX_UNKNOWN_FRAME, {
    onGreeting: isGreeting,
    onFrame: (flags, body) => this.#onFrame(flags, body),
  })
  readonly #accepts: Ready['type']
  #frames: Buffer[] = []
  #isReady = false
  #heartbeat: Heartbeat | undefined

  /** @param open - opens the socket, which is connected or will be, and reads to where it is told */
  constructor(open: (onread: OnReadOpts) => Socket, self: Ready, events: ConnectionEvents) {
    this.#events = events
    this.#accepts = self.type === 'ROUTER' ? 'DEALER' : 'ROUTER'
    const limit = setTimeout(() => this.#isReady || socket.destroy(), HANDSHAKE_TIMEOUT)
    const socket = open({ buffer: () => this.#reader.room(), callback: (count) => this.#read(count) })
    this.#socket = socket
    socket
      .setNoDelay(true)
      .on('error', () => undefined) // 'close' follows
      .on('close', () => {
        clearTimeout(limit)
        this.#heartbeat?.stop()
        events.onClosed(this)
      })
    socket.write(Buffer.concat([greeting(), readyFrame(self)]))
  }

  /** Lets the peer send frames of so many bytes: it is known. */
  trust(limit: number): void {
    this.#reader.limit = limit
  }

  /** Sends a message; nothing if the connection has ended. Its frames must stay as they are. */
  send(frames: readonly Buffer[]): void {
    if (!this.#isWritable) return
    let bytes = 0
    for (const { length } of frames) bytes += headerBytes(length) + length
    if (bytes <= WORTH_COPYING) this.#write(bytes, (memory) => join(memory, frames))
    else this.#writeEach(frames)
  }

  /** Sends a message of one frame, which `fill` writes where it is told to; nothing if the connection has ended. */
  sendInPlace(length: number, fill: (memory: Buffer, at: number) => void): void {
    if (!this.#isWritable) return
    this.#write(headerBytes(length) + length, (memory) => fill(memory, writeHeader(memory, 0, { flags: 0, length })))
  }

  /** Sends what waits, and ends once the peer has read it. */
  close(): void {
    this.onMessage = () => undefined
    this.#heartbeat?.stop()
    this.#socket.end()
    const limit = setTimeout(() => this.#socket.destroy(), LINGER)
    this.#socket.on('close', () => clearTimeout(limit))
  }

  get #isWritable(): boolean {
    return this.#isReady && this.#socket.writable
  }

  #write(bytes: number, fill: (memory: Buffer) => void): void {
    const memory = new WriteBuffer(bytes)
    fill(memory.bytes)
    this.#socket.write(memory.bytes, memory.release)
    // The kernel has it all, which Node tells later.
    if (this.#socket.writableLength === 0) memory.release()
  }

  #read(count: number): boolean {
    this.#heartbeat?.heard()
    if (!this.#reader.take(count)) this.#socket.destroy()
    return true
  }

  #writeEach(frames: readonly Buffer[]): void {
    const socket = this.#socket
    const headers = Buffer.allocUnsafe(LONG_HEADER * frames.length)
    socket.cork()
    let at = 0
    for (const [index, frame] of frames.entries()) {
      const to = writeHeader(headers, at, headerOf(frames, index))
      socket.write(headers.subarray(at, to))
      socket.write(frame)
      at = to
    }
    socket.uncork()
  }

  #onFrame(flags: number, body: Buffer): boolean {
    if ((flags & COMMAND) !== 0) return this.#onCommand(body)
    if (!this.#isReady || this.#frames.length === MOST_FRAMES) return false
    this.#frames.push(body)
    if ((flags & MORE) !== 0) return true
    const frames = this.#frames
    this.#frames = []
    this.onMessage(frames)
    return true
  }

  #onCommand(body: Buffer): boolean {
    const command = readCommand(body)
    // Who does not read what is sent to it has signs of life enough.
    if (command?.name === 'PING' && this.#socket.writableLength === 0) this.#socket.write(pongFrame(command.context))
    if (command?.name !== 'READY') return command !== undefined
    if (this.#isReady || command.type !== this.#accepts) return false
    this.#isReady = true
    if (!isLocal(this.#socket)) this.#watch()
    this.#events.onReady(this)
    return true
  }

  #watch(): void {
    this.#heartbeat = new Heartbeat({
      onQuiet: () => this.#socket.write(pingFrame()),
      onLost: () => this.#socket.destroy(),
    })
  }
}

function join(memory: Buffer, frames: readonly Buffer[]): void {
  let at = 0
  for (const [index, frame] of frames.entries()) {
    at = writeHeader(memory, at, headerOf(frames, index))
    at += frame.copy(memory, at)
  }
}

function headerOf(frames: readonly Buffer[], index: number): { flags: number; length: number } {
  return { flags: index < frames.length - 1 ? MORE : 0, length: (frames[index] as Buffer).length }
}

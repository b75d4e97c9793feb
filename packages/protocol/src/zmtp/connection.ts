import type { OnReadOpts, Socket } from 'node:net'
import { WriteBuffer } from '../memory/write-buffer.ts'
import { pingFrame, pongFrame, type Ready, readCommand, readyFrame } from './command.ts'
import { COMMAND, type Header, headerBytes, LONG_HEADER, MORE, writeHeader } from './frame.ts'
import { FrameReader } from './frame-reader.ts'
import { greeting, isGreeting } from './greeting.ts'
import { Heartbeat, isLocal } from './heartbeat.ts'

/** The most bytes in a frame from a peer that has not been trusted yet. */
const MAX_UNTRUSTED_FRAME_BYTES = 64 * 1_024

/** The most frames in a message. */
const MAX_MESSAGE_FRAMES = 8_192

/** Bytes of a message up to which its frames are copied into one buffer. Several writes cost more. */
const MAX_COPIED_BYTES = 32 * 1_024

/** Milliseconds that a peer has for its greeting and READY. */
const HANDSHAKE_TIMEOUT = 10_000

/** Milliseconds that a peer has, once the connection closes, to read what was sent last. */
const LINGER = 1_000

/** Receives the events of a connection. */
export interface ConnectionEvents {
  /** The handshake is complete: messages can be sent and will arrive. */
  onReady(connection: Connection): void
  /** The connection has ended, whether or not it was ever ready. */
  onClosed(connection: Connection): void
}

/** One connection of a ZeroMQ socket: ZMTP 3.1 without encryption. It ends as soon as the peer violates the protocol. */
export class Connection {
  /** Receives each message. Its frames belong to the listener. */
  onMessage: (frames: Buffer[]) => void = () => undefined
  readonly #socket: Socket
  readonly #events: ConnectionEvents
  readonly #reader = new FrameReader(MAX_UNTRUSTED_FRAME_BYTES, {
    onGreeting: isGreeting,
    onFrame: (flags, body) => this.#onFrame(flags, body),
  })
  readonly #peerType: Ready['type']
  #frames: Buffer[] = []
  #isReady = false
  #heartbeat: Heartbeat | undefined

  /** @param open - opens a socket, connected or connecting, that reads into the buffers it is given */
  constructor(open: (onread: OnReadOpts) => Socket, self: Ready, events: ConnectionEvents) {
    this.#events = events
    this.#peerType = self.type === 'ROUTER' ? 'DEALER' : 'ROUTER'
    const timeout = setTimeout(() => this.#isReady || socket.destroy(), HANDSHAKE_TIMEOUT)
    const socket = open({ buffer: () => this.#reader.target(), callback: (count) => this.#onRead(count) })
    this.#socket = socket
    socket
      .setNoDelay(true)
      .on('error', () => undefined) // 'close' follows
      .on('close', () => {
        clearTimeout(timeout)
        this.#heartbeat?.stop()
        events.onClosed(this)
      })
    socket.write(Buffer.concat([greeting(), readyFrame(self)]))
  }

  /** Accepts frames of up to `maxFrameBytes`, because the peer is known. */
  trust(maxFrameBytes: number): void {
    this.#reader.maxBodyBytes = maxFrameBytes
  }

  /** Sends a message; drops it if the connection has ended. The caller must not change the frames afterwards. */
  send(frames: readonly Buffer[]): void {
    if (!this.#isWritable) return
    let bytes = 0
    for (const { length } of frames) bytes += headerBytes(length) + length
    if (bytes <= MAX_COPIED_BYTES) this.#write(bytes, (memory) => copyFrames(memory, frames))
    else this.#writeEach(frames)
  }

  /** Sends a message of one frame, whose body `fill` writes at an offset; drops it if the connection has ended. */
  sendSingleFrame(length: number, fill: (memory: Buffer, at: number) => void): void {
    if (!this.#isWritable) return
    this.#write(headerBytes(length) + length, (memory) => fill(memory, writeHeader(memory, 0, { flags: 0, length })))
  }

  /** Sends what is queued, then closes once the peer has read it. */
  close(): void {
    this.onMessage = () => undefined
    this.#heartbeat?.stop()
    this.#socket.end()
    const timeout = setTimeout(() => this.#socket.destroy(), LINGER)
    this.#socket.on('close', () => clearTimeout(timeout))
  }

  get #isWritable(): boolean {
    return this.#isReady && this.#socket.writable
  }

  #write(length: number, fill: (memory: Buffer) => void): void {
    const memory = new WriteBuffer(length)
    fill(memory.bytes)
    this.#socket.write(memory.bytes, memory.release)
    // The kernel has taken all of it. Node calls back only later.
    if (this.#socket.writableLength === 0) memory.release()
  }

  #onRead(count: number): boolean {
    this.#heartbeat?.reset()
    if (!this.#reader.advance(count)) this.#socket.destroy()
    return true
  }

  #writeEach(frames: readonly Buffer[]): void {
    const socket = this.#socket
    const headers = Buffer.allocUnsafe(LONG_HEADER * frames.length)
    socket.cork()
    let at = 0
    for (const [index, frame] of frames.entries()) {
      const end = writeHeader(headers, at, headerOf(frames, index))
      socket.write(headers.subarray(at, end))
      socket.write(frame)
      at = end
    }
    socket.uncork()
  }

  #onFrame(flags: number, body: Buffer): boolean {
    if ((flags & COMMAND) !== 0) return this.#onCommand(body)
    if (!this.#isReady || this.#frames.length === MAX_MESSAGE_FRAMES) return false
    this.#frames.push(body)
    if ((flags & MORE) !== 0) return true
    const frames = this.#frames
    this.#frames = []
    this.onMessage(frames)
    return true
  }

  #onCommand(body: Buffer): boolean {
    const command = readCommand(body)
    // A peer that does not read what is sent to it must not make the queue grow with its PINGs.
    if (command?.name === 'PING' && this.#socket.writableLength === 0) this.#socket.write(pongFrame(command.context))
    if (command?.name !== 'READY') return command !== undefined
    if (this.#isReady || command.type !== this.#peerType) return false
    this.#isReady = true
    if (!isLocal(this.#socket)) this.#startHeartbeat()
    this.#events.onReady(this)
    return true
  }

  #startHeartbeat(): void {
    this.#heartbeat = new Heartbeat({
      onQuiet: () => this.#socket.write(pingFrame()),
      onLost: () => this.#socket.destroy(),
    })
  }
}

function copyFrames(memory: Buffer, frames: readonly Buffer[]): void {
  let at = 0
  for (const [index, frame] of frames.entries()) {
    at = writeHeader(memory, at, headerOf(frames, index))
    at += frame.copy(memory, at)
  }
}

function headerOf(frames: readonly Buffer[], index: number): Header {
  return { flags: index < frames.length - 1 ? MORE : 0, length: (frames[index] as Buffer).length }
}

import type { Socket } from 'node:net'
import { releaseBuffer } from '../../memory/buffer-pool.ts'
import { sendPool } from '../../memory/pools.ts'
import { COMMAND, type FrameHeader, headerBytes, writeHeader } from '../frame.ts'
import { type FrameWriter, headerOf, writeFilled } from '../frame-writer.ts'
import { type Cipher, SEALED_BYTES } from './cipher.ts'

/** Bytes of a message up to which its frames are sealed in one buffer, which they are copied to in any case. */
const MAX_JOINED_BYTES = 256 * 1_024

/** Writes sealed frames. */
export class SealedWriter implements FrameWriter {
  readonly #socket: Socket
  readonly #cipher: Cipher

  constructor(socket: Socket, cipher: Cipher) {
    this.#socket = socket
    this.#cipher = cipher
  }

  write(frames: readonly Buffer[]): void {
    let bytes = 0
    for (const { length } of frames) bytes += sealedLength(length)
    if (bytes <= MAX_JOINED_BYTES) writeFilled(this.#socket, bytes, (memory) => this.#sealAll(memory, frames))
    else this.#writeEach(frames)
  }

  writeSingle(length: number, fill: (memory: Buffer, at: number) => void): void {
    writeFilled(this.#socket, sealedLength(length), (memory) => {
      const at = writeSealedHeader(memory, 0, length)
      fill(memory, at)
      this.#cipher.seal(memory, at, { flags: 0, length })
    })
  }

  writeCommand(body: Buffer): void {
    const header = { flags: COMMAND, length: body.length }
    writeFilled(this.#socket, sealedLength(body.length), (memory) => this.#seal(memory, 0, { body, header }))
  }

  #sealAll(memory: Buffer, frames: readonly Buffer[]): void {
    let at = 0
    for (const [index, body] of frames.entries()) {
      at = this.#seal(memory, at, { body, header: headerOf(frames, index) })
    }
  }

  #writeEach(frames: readonly Buffer[]): void {
    this.#socket.cork()
    for (const [index, body] of frames.entries()) {
      const memory = sendPool.acquire(sealedLength(body.length))
      this.#seal(memory, 0, { body, header: headerOf(frames, index) })
      this.#socket.write(memory, () => releaseBuffer(memory))
    }
    this.#socket.uncork()
  }

  /** Writes a sealed frame at an offset. Returns the offset of the next one. */
  #seal(memory: Buffer, at: number, { body, header }: Frame): number {
    const from = writeSealedHeader(memory, at, body.length)
    body.copy(memory, from)
    this.#cipher.seal(memory, from, header)
    return from + body.length
  }
}

interface Frame {
  readonly body: Buffer
  readonly header: FrameHeader
}

/** Writes the header of a sealed frame. Returns the offset of its payload. */
function writeSealedHeader(memory: Buffer, at: number, length: number): number {
  return writeHeader(memory, at, { flags: 0, length: SEALED_BYTES + length }) + SEALED_BYTES
}

/** Bytes of a sealed frame with its header. */
function sealedLength(length: number): number {
  return headerBytes(SEALED_BYTES + length) + SEALED_BYTES + length
}

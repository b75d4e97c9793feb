import type { Socket } from 'node:net'
import { COMMAND, headerBytes, LONG_HEADER, toFrame, writeHeader } from './frame.ts'
import { type FrameWriter, headerOf, MAX_COPIED_BYTES, writeFilled } from './frame-writer.ts'

/** Writes frames as they are: mechanism NULL. */
export class PlainWriter implements FrameWriter {
  readonly #socket: Socket

  constructor(socket: Socket) {
    this.#socket = socket
  }

  write(frames: readonly Buffer[]): void {
    let bytes = 0
    for (const { length } of frames) bytes += headerBytes(length) + length
    if (bytes <= MAX_COPIED_BYTES) writeFilled(this.#socket, bytes, (memory) => copyFrames(memory, frames))
    else this.#writeEach(frames)
  }

  writeSingle(length: number, fill: (memory: Buffer, at: number) => void): void {
    writeFilled(this.#socket, headerBytes(length) + length, (memory) =>
      fill(memory, writeHeader(memory, 0, { flags: 0, length })),
    )
  }

  writeCommand(body: Buffer): void {
    this.#socket.write(toFrame(COMMAND, body))
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
}

function copyFrames(memory: Buffer, frames: readonly Buffer[]): void {
  let at = 0
  for (const [index, frame] of frames.entries()) {
    at = writeHeader(memory, at, headerOf(frames, index))
    at += frame.copy(memory, at)
  }
}

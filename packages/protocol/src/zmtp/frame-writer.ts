import type { Socket } from 'node:net'
import { WriteBuffer } from '../memory/write-buffer.ts'
import { type FrameHeader, MORE } from './frame.ts'

/** Bytes of a message up to which its frames are copied into one buffer. Several writes cost more. */
export const MAX_COPIED_BYTES = 32 * 1_024

/** Writes frames to a socket. */
export interface FrameWriter {
  /** Writes a message. The caller must not change its frames afterwards. */
  write(frames: readonly Buffer[]): void
  /** Writes a message of one frame, whose body `fill` writes at an offset. */
  writeSingle(length: number, fill: (memory: Buffer, at: number) => void): void
  /** Writes a command. */
  writeCommand(body: Buffer): void
}

/** Writes what `fill` fills in, in reusable memory. */
export function writeFilled(socket: Socket, length: number, fill: (memory: Buffer) => void): void {
  const memory = new WriteBuffer(length)
  fill(memory.bytes)
  socket.write(memory.bytes, memory.release)
  // The kernel has taken all of it. Node calls back only later.
  if (socket.writableLength === 0) memory.release()
}

/** The header of a frame of a message. */
export function headerOf(frames: readonly Buffer[], index: number): FrameHeader {
  return { flags: index < frames.length - 1 ? MORE : 0, length: (frames[index] as Buffer).length }
}

const TWO_32 = 0x1_0000_0000

/** Writes an integer from 0 up to 2^48 - 1, little endian. */
export function writeU48(bytes: Buffer, value: number, at: number): void {
  bytes.writeUInt32LE(value % TWO_32, at)
  bytes.writeUInt16LE(Math.floor(value / TWO_32), at + 4)
}

/** The inverse of {@link writeU48}. */
export function readU48(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt16LE(at + 4) * TWO_32
}

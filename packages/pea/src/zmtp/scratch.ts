/** Bytes of memory that is used again: the longest pack, and a little more. */
const SIZE = 320 * 1_024

let free: Buffer | undefined

/**
 * Lends memory for a message that the kernel mostly takes at once. Memory anew for each message made V8 collect its
 * whole heap ten times a second.
 */
export function borrow(bytes: number): Buffer {
  if (bytes > SIZE) return Buffer.allocUnsafe(bytes)
  const memory = free ?? Buffer.allocUnsafeSlow(SIZE)
  free = undefined
  return memory
}

/** Gives memory back that nobody reads any more. */
export function giveBack(memory: Buffer): void {
  if (memory.length === SIZE) free = memory
}

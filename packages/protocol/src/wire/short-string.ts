/** The most characters of a string that is processed in JavaScript: for a short one, calling into V8 costs more. */
const MAX_SHORT_LENGTH = 16

/** Bytes of a string as UTF-8. */
export function stringBytes(value: string): number {
  return isShortAscii(value) ? value.length : Buffer.byteLength(value)
}

/** Writes a string as UTF-8 at an offset, and returns how many bytes it took. */
export function writeString(bytes: Buffer, value: string, at: number): number {
  if (!isShortAscii(value)) return bytes.write(value, at)
  for (let index = 0; index < value.length; index += 1) bytes[at + index] = value.charCodeAt(index)
  return value.length
}

function isShortAscii(value: string): boolean {
  if (value.length > MAX_SHORT_LENGTH) return false
  for (let index = 0; index < value.length; index += 1) if (value.charCodeAt(index) > 0x7f) return false
  return true
}

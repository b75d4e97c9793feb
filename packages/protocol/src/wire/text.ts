/** The bytes of a text as UTF-8. One by one, because for a short text a call into the engine costs more. */
export function textBytes(text: string): number {
  return isShort(text) ? text.length : Buffer.byteLength(text)
}

/** Writes a text as UTF-8, and returns how many bytes it took. */
export function writeText(bytes: Buffer, text: string, at: number): number {
  if (!isShort(text)) return bytes.write(text, at)
  for (let index = 0; index < text.length; index += 1) bytes[at + index] = text.charCodeAt(index)
  return text.length
}

/** Whether it is short, and ASCII. */
function isShort(text: string): boolean {
  if (text.length > 16) return false
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) return false
  return true
}

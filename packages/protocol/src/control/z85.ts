const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

/** Characters for each four bytes. */
const GROUP = 5

/**
 * A key as libzmq's options take it: in base 85.
 *
 * @see https://rfc.zeromq.org/spec/32/
 */
export function toZ85(bytes: Buffer): string {
  let encoded = ''
  for (let at = 0; at < bytes.length; at += 4) {
    const group = bytes.readUInt32BE(at)
    for (let power = GROUP - 1; power >= 0; power -= 1) {
      encoded += DIGITS[Math.floor(group / DIGITS.length ** power) % DIGITS.length]
    }
  }
  return encoded
}

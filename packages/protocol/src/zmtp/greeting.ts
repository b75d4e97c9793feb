/** Bytes of a greeting. */
export const GREETING_BYTES = 64

const MAJOR = 3
const MINOR = 1

/** Offsets of the version, and of the name of the security mechanism. */
const VERSION = 10
const MECHANISM = 12
const MECHANISM_BYTES = 20

/**
 * The first bytes that each end sends: ZMTP 3.1, mechanism NULL.
 *
 * @see https://rfc.zeromq.org/spec/37/#connection
 */
export function greeting(): Buffer {
  const bytes = Buffer.alloc(GREETING_BYTES)
  bytes[0] = 0xff
  bytes[VERSION - 1] = 0x7f
  bytes[VERSION] = MAJOR
  bytes[VERSION + 1] = MINOR
  bytes.write('NULL', MECHANISM)
  return bytes
}

/** Whether bytes are a greeting from a compatible peer: ZMTP 3.0 or later, without encryption. */
export function isGreeting(bytes: Buffer): boolean {
  const mechanism = bytes.toString('latin1', MECHANISM, MECHANISM + MECHANISM_BYTES)
  return (
    bytes[0] === 0xff &&
    ((bytes[VERSION - 1] as number) & 1) === 1 &&
    (bytes[VERSION] as number) >= MAJOR &&
    mechanism === 'NULL'.padEnd(MECHANISM_BYTES, '\0')
  )
}

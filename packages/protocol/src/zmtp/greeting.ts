/** Bytes of a greeting. */
export const GREETING_BYTES = 64

const MAJOR = 3
const MINOR = 1

/** Where the version and the name of the mechanism are. */
const VERSION = 10
const MECHANISM = 12
const MECHANISM_BYTES = 20

/**
 * The first bytes of each side: ZMTP 3.1, mechanism NULL.
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

/** Whether that is the greeting of a peer that can be talked to: of any ZMTP from 3.0 on, without encryption. */
export function isGreeting(bytes: Buffer): boolean {
  const mechanism = bytes.toString('latin1', MECHANISM, MECHANISM + MECHANISM_BYTES)
  return (
    bytes[0] === 0xff &&
    ((bytes[VERSION - 1] as number) & 1) === 1 &&
    (bytes[VERSION] as number) >= MAJOR &&
    mechanism === 'NULL'.padEnd(MECHANISM_BYTES, '\0')
  )
}

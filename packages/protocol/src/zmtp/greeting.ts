import type { Mechanism } from './mechanism.ts'

/** Bytes of a greeting. */
export const GREETING_BYTES = 64

const MAJOR = 3
const MINOR = 1

/** Offsets of the version, and of the name of the security mechanism. */
const VERSION = 10
const MECHANISM = 12
const MECHANISM_BYTES = 20
const AS_SERVER = MECHANISM + MECHANISM_BYTES

/**
 * The first bytes that each end sends: ZMTP 3.1, and the security mechanism.
 *
 * @see https://rfc.zeromq.org/spec/37/#connection
 */
export function greeting({ name, isServer }: Pick<Mechanism, 'name' | 'isServer'>): Buffer {
  const bytes = Buffer.alloc(GREETING_BYTES)
  bytes[0] = 0xff
  bytes[VERSION - 1] = 0x7f
  bytes[VERSION] = MAJOR
  bytes[VERSION + 1] = MINOR
  bytes.write(name, MECHANISM, 'latin1')
  bytes[AS_SERVER] = Number(isServer)
  return bytes
}

/** Whether bytes are a greeting from a compatible peer: ZMTP 3.0 or later, with the same mechanism. libzmq never says that it is a server. */
export function isGreeting(bytes: Buffer, { name }: Pick<Mechanism, 'name'>): boolean {
  const mechanism = bytes.toString('latin1', MECHANISM, MECHANISM + MECHANISM_BYTES)
  return (
    bytes[0] === 0xff &&
    ((bytes[VERSION - 1] as number) & 1) === 1 &&
    (bytes[VERSION] as number) >= MAJOR &&
    mechanism === name.padEnd(MECHANISM_BYTES, '\0')
  )
}

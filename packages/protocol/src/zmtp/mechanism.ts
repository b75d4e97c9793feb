import type { Metadata, Ready } from './command.ts'
import type { Cipher } from './curve/cipher.ts'

/** How the two ends of a connection authenticate, and whether they encrypt: a security mechanism of ZMTP. */
export interface Mechanism {
  readonly name: 'NULL' | 'CURVE'
  /** Whether this end is the server of the mechanism. */
  readonly isServer: boolean
  /** Begins the handshake of one connection. */
  begin(self: Ready): Handshake
}

/** One end of a handshake: what follows the greetings. */
export interface Handshake {
  /** The frame that this end sends at once, with its greeting. */
  readonly first?: Buffer | undefined
  /** Processes a command of the peer. Returns `undefined` if the peer violates the protocol. */
  onCommand(body: Buffer): HandshakeStep | undefined
}

/** What follows from a command of a handshake. */
export interface HandshakeStep {
  /** The frame to send. */
  readonly reply?: Buffer | undefined
  /** The handshake is complete. */
  readonly established?: Established | undefined
}

/** What a handshake results in. */
export interface Established {
  /** What the peer announced about itself. */
  readonly peer: Metadata
  /** Encrypts and decrypts all that follows. */
  readonly cipher?: Cipher | undefined
  /** The public key whose secret the peer has proved to hold. */
  readonly peerKey?: Buffer | undefined
}

import { createHmac, timingSafeEqual } from 'node:crypto'

/** Bytes of a proof: the first of an HMAC-SHA256. */
export const PROOF_BYTES = 16

/** The greeting of an end that has no proof. */
export const NO_PROOF: Buffer = Buffer.alloc(PROOF_BYTES)

/** The proof in `bound`: its sender has the key of that life of the Pea. */
export function proveBound(peaKey: Buffer): Buffer {
  return prove(peaKey, Buffer.from('bound'))
}

/** The proof in HELLO: its sender is that life of the Pea that dials the link. */
export function proveHello(secret: Buffer, incarnation: number): Buffer {
  return prove(secret, toBytes(incarnation))
}

/** The proof in WELCOME: its sender is the Pea that binds the link, and answers that life of the one that dials. */
export function proveWelcome(secret: Buffer, incarnation: number): Buffer {
  return prove(secret, Buffer.concat([Buffer.from('welcome'), toBytes(incarnation)]))
}

/** The proof in `adopt`: the Flow with this id has the key of the Pod. */
export function proveAdopt(podKey: Buffer, flowId: string): Buffer {
  return prove(podKey, Buffer.concat([Buffer.from('adopt'), Buffer.from(flowId, 'hex')]))
}

/** What says that a Flow has the key of a Pod. */
export interface AdoptProof {
  readonly flowId: string
  /** In hexadecimal digits. */
  readonly proof: string | undefined
}

/** Whether `adopt` is from a Flow that has the key of the Pod. */
export function provesAdopt(podKey: Buffer, { flowId, proof = '' }: AdoptProof): boolean {
  return isSameProof(Buffer.from(proof, 'hex'), proveAdopt(podKey, flowId))
}

/** The proof in `enrol`: its sender has the key of the Pod. */
export function proveEnrol(podKey: Buffer): Buffer {
  return prove(podKey, Buffer.from('enrol'))
}

/** Whether two proofs are equal. Takes as long where they are not. */
export function isSameProof(proof: Buffer, expected: Buffer): boolean {
  return proof.length === expected.length && timingSafeEqual(proof, expected)
}

function prove(key: Buffer, message: Buffer): Buffer {
  return createHmac('sha256', key).update(message).digest().subarray(0, PROOF_BYTES)
}

function toBytes(incarnation: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(incarnation)
  return bytes
}

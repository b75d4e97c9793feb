import type { PeaSpec } from '@peaflow/core'
import { NO_PROOF, proveBound } from '@peaflow/protocol'

/** Who sends the first message of a control connection, and the proof of it. */
export function identityOf({ id: pea, incarnation, key }: Pick<PeaSpec, 'id' | 'incarnation' | 'key'>) {
  const proof = key === undefined ? NO_PROOF : proveBound(Buffer.from(key, 'hex'))
  return { pea, incarnation, proof: proof.toString('hex') }
}

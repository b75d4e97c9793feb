import { derivePeaKey, isSameProof, type PeaMessage, proveBound, type StartKeys } from '@peaflow/protocol'

/** A life of a Pea, for which a control connection speaks. */
export interface Identity {
  readonly pea: string
  readonly incarnation: number
}

/** The messages whose `incarnation` is that of their sender, and not of a peer. */
const OF_A_LIFE: ReadonlySet<PeaMessage['type']> = new Set(['bound', 'ready', 'leaving', 'alive', 'statistics'])

/** Whose life the sender of a first message has proved to be; `undefined` if it has not. */
export function identify(message: PeaMessage, keys: StartKeys): Identity | undefined {
  if (message.type !== 'bound' && message.type !== 'fatal' && message.type !== 'alive') return undefined
  const { pea, incarnation, proof } = message
  if (incarnation === undefined || proof === undefined) return undefined
  const expected = proveBound(derivePeaKey(keys, pea, incarnation))
  return isSameProof(Buffer.from(proof, 'hex'), expected) ? { pea, incarnation } : undefined
}

/** Whether a message says something about the Pea that its sender is, or about a request or a peer of it. */
export function isFrom(message: PeaMessage, { pea, incarnation }: Identity): boolean {
  if (message.type === 'failed' || message.type === 'tried') return true
  if (message.type === 'enrol') return false
  if (message.type === 'status') return message.status.pea === pea
  if (message.pea !== pea) return false
  return !OF_A_LIFE.has(message.type) || !('incarnation' in message) || message.incarnation === incarnation
}

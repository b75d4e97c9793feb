import { derivePodSeed } from '../trust/derive.ts'
import { type CurveClientKeys, type CurveKeyPair, deriveCurveKeyPair, newCurveKeyPair } from '../zmtp/curve/key-pair.ts'

/** The keys of an end that dials, given the public key of its server as hexadecimal digits; `undefined` without one. */
export function clientKeys(serverKey: string | undefined): CurveClientKeys | undefined {
  return serverKey === undefined ? undefined : { ...newCurveKeyPair(), serverKey: Buffer.from(serverKey, 'hex') }
}

/**
 * The pair of the control port of an external Pea, and of the port at which replicas join. Both ends derive it from the key
 * of the Pod. Those who have the key of the Flow instead may join at a pair that is derived from that.
 */
export function podKeyPair(podKey: Buffer): CurveKeyPair {
  return deriveCurveKeyPair(derivePodSeed(podKey))
}

/** The keys with which the control port of an external Pea is dialled, given the key of its Pod. */
export function podClientKeys(podKey: Buffer): CurveClientKeys {
  return { ...newCurveKeyPair(), serverKey: podKeyPair(podKey).publicKey }
}

import { hkdfSync } from 'node:crypto'
import { type FlowKey, KEY_BYTES, type PodKey } from './key.ts'

/** What the keys of one start of a Flow are derived from. */
export interface StartKeys {
  /** The key of the Flow. */
  readonly flow: FlowKey
  /** 16 random bytes of this start. */
  readonly salt: Buffer
}

/** A link, as its secret is derived from it. */
export interface LinkName {
  /** The id of the Pea that dials. */
  readonly dialler: string
  /** The id of the Pea that binds. */
  readonly binder: string
  /** The number of the edge at the receiver. */
  readonly edge: number
  /** Whether the Pea that dials sends the messages. */
  readonly sends: boolean
}

const NO_SALT = Buffer.alloc(0)

/**
 * The key of a Pod: the same for every start of its Flow.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5869
 */
export function derivePodKey({ bytes }: FlowKey, pod: string): PodKey {
  return { kind: 'pod', pod, bytes: derive(bytes, NO_SALT, `pod/${pod}`) }
}

/** The seed of the CURVE pair of an external Pea's control port. */
export function derivePodSeed(podKey: Buffer): Buffer {
  return derive(podKey, NO_SALT, 'curve')
}

/** The key of one life of a launched Pea. */
export function derivePeaKey({ flow, salt }: StartKeys, id: string, incarnation: number): Buffer {
  return derive(flow.bytes, salt, `pea/${id}/${incarnation}`)
}

/** The secret of a link, from which the proofs of both of its ends are made. */
export function deriveLinkSecret({ flow, salt }: StartKeys, { dialler, binder, edge, sends }: LinkName): Buffer {
  return derive(flow.bytes, salt, `link/${dialler}/${binder}/${edge}/${sends ? 1 : 0}`)
}

function derive(key: Buffer, salt: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info, KEY_BYTES))
}

import { type PeaSpec, usesPort } from '@peaflow/core'
import { type CurveKeyPair, clientKeys, newCurveKeyPair } from '@peaflow/protocol'
import type { WiredSocket } from './credentials.ts'
import type { LinkSocketOptions } from './link-socket.ts'

/** The keys of CURVE for the sockets of a Pea: one pair for the ports that it opens, and a new one for each that it dials. */
export class PortKeys {
  readonly #isEncrypted: boolean
  #pair: CurveKeyPair | undefined

  constructor({ security }: Pick<PeaSpec, 'security'>) {
    this.#isEncrypted = security !== 'none'
  }

  /** The public key of its ports, as hexadecimal digits; `undefined` if it opens none, or they are not encrypted. */
  get publicKey(): string | undefined {
    return this.#pair?.publicKey.toString('hex')
  }

  /** The keys of a socket; `undefined` for one that is not encrypted. The BIND end decides that. */
  of(plan: WiredSocket): LinkSocketOptions['curve'] {
    if (plan.mode === 'CONNECT') return clientKeys(plan.serverKey)
    if (this.#isEncrypted && usesPort(plan)) this.#pair ??= newCurveKeyPair()
    return this.#pair
  }
}

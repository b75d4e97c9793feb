import type { SocketPlan } from '@peaflow/core'
import { type Greeting, isSameProof, type LinkProofs, NO_PROOF, proveHello, proveWelcome } from '@peaflow/protocol'

/** A socket as a `wire` describes it. */
export type WiredSocket = SocketPlan & LinkProofs

/** What the links of one socket are proved with: a BIND end knows the secret of each link, a CONNECT end its two proofs. */
export class Credentials {
  /** The secrets by the id of the peer. */
  #secrets: ReadonlyMap<string, Buffer> = new Map()
  /** What this end sends in HELLO. */
  #proof: Buffer = NO_PROOF
  /** What it expects in WELCOME. */
  #welcome: Buffer | undefined

  /** The proof in the HELLO of a CONNECT end. */
  get hello(): Buffer {
    return this.#proof
  }

  /** Takes what a `wire` brings. The sockets that a Pea is launched with bring nothing. */
  update({ peers, secrets = [], proof, welcome }: WiredSocket): void {
    this.#secrets = new Map(
      peers.flatMap((peer, index) => {
        const secret = secrets[index]
        return secret === undefined ? [] : [[peer, Buffer.from(secret, 'hex')]]
      }),
    )
    this.#proof = proof === undefined ? NO_PROOF : Buffer.from(proof, 'hex')
    this.#welcome = welcome === undefined ? undefined : Buffer.from(welcome, 'hex')
  }

  /** Whether a BIND end can check the HELLO of a peer already. */
  knows(peer: string): boolean {
    return this.#secrets.has(peer)
  }

  /** Whether a HELLO is from the Pea, and the incarnation of it, that it names. */
  isHelloOf({ pea, incarnation, proof }: Greeting): boolean {
    const secret = this.#secrets.get(pea)
    return secret !== undefined && isSameProof(proof, proveHello(secret, incarnation))
  }

  /** The proof in the WELCOME that answers a HELLO. */
  welcome({ pea, incarnation }: Greeting): Buffer {
    const secret = this.#secrets.get(pea)
    return secret === undefined ? NO_PROOF : proveWelcome(secret, incarnation)
  }

  /** Whether a WELCOME is from the Pea that this end was told to dial. */
  isWelcome({ proof }: Greeting): boolean {
    return this.#welcome !== undefined && isSameProof(proof, this.#welcome)
  }
}

import type { InputPlan, OutputPlan } from '@peaflow/core'
import type { StartKeys } from '../trust/derive.ts'
import { deriveLinkSecret } from '../trust/derive.ts'
import { proveHello, proveWelcome } from '../trust/proof.ts'

/** The keys of the links of a socket. A BIND end has `secrets`, a CONNECT end `proof` and `welcome`. */
export interface LinkProofs {
  /** The secret of the link to each of the `peers`, in the same order: 64 hexadecimal digits. */
  readonly secrets?: readonly string[] | undefined
  /** The proof in the HELLO of this end: 32 hexadecimal digits. */
  readonly proof?: string | undefined
  /** The proof that the WELCOME of the peer must have: 32 hexadecimal digits. */
  readonly welcome?: string | undefined
  /** The public key of the port that a CONNECT end dials, if it uses CURVE: 64 hexadecimal digits. */
  readonly serverKey?: string | undefined
}

/** A socket on which messages arrive, as the Pea is to open or dial it. */
export type WiredInput = InputPlan & LinkProofs

/** A socket on which messages leave, as the Pea is to open or dial it. */
export type WiredOutput = OutputPlan & LinkProofs

/** The sockets of a Pea with what its links are proved with. Plans have none of it. */
export interface ProvedWire {
  readonly inputs: readonly WiredInput[]
  readonly outputs: readonly WiredOutput[]
}

/** Adds the proofs of one life of a Pea to its sockets. */
export function withProofs(
  { inputs, outputs }: { readonly inputs: readonly InputPlan[]; readonly outputs: readonly OutputPlan[] },
  { id, incarnation }: { readonly id: string; readonly incarnation: number },
  keys: StartKeys,
): ProvedWire {
  const toProofs = (socket: InputPlan | OutputPlan): LinkProofs => {
    const { mode, peers, edge } = socket
    const isOutput = 'to' in socket
    if (mode === 'BIND') {
      const link = { binder: id, edge, sends: !isOutput }
      return { secrets: peers.map((dialler) => deriveLinkSecret(keys, { ...link, dialler }).toString('hex')) }
    }
    const [binder = ''] = peers
    const secret = deriveLinkSecret(keys, { dialler: id, binder, edge, sends: isOutput })
    return {
      proof: proveHello(secret, incarnation).toString('hex'),
      welcome: proveWelcome(secret, incarnation).toString('hex'),
    }
  }
  return {
    inputs: inputs.map((input) => ({ ...input, ...toProofs(input) })),
    outputs: outputs.map((output) => ({ ...output, ...toProofs(output) })),
  }
}

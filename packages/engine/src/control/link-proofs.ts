import type { PeaPlan } from '@peaflow/core'
import {
  deriveLinkSecret,
  type LinkProofs,
  proveHello,
  proveWelcome,
  type StartKeys,
  type WiredInput,
  type WiredOutput,
} from '@peaflow/protocol'
import type { Wire } from '../plan/wire.ts'

/** The sockets of a Pea with what its links are proved with. Plans have none of it. */
export interface ProvedWire {
  readonly inputs: readonly WiredInput[]
  readonly outputs: readonly WiredOutput[]
}

/** Adds the proofs of one life of a Pea to its sockets. */
export function withProofs(
  { inputs, outputs }: Wire,
  { id, incarnation }: Pick<PeaPlan, 'id'> & { readonly incarnation: number },
  keys: StartKeys,
): ProvedWire {
  const toProofs = (socket: Wire['inputs' | 'outputs'][number]): LinkProofs => {
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

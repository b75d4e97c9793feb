import type { InputPlan, OutputPlan } from '@peaflow/core'
import {
  deriveLinkSecret,
  newFlowKey,
  proveHello,
  proveWelcome,
  type StartKeys,
  type WiredInput,
  type WiredOutput,
} from '@peaflow/protocol'

/** The keys of all Flows in these tests. */
export const KEYS: StartKeys = { flow: newFlowKey(), salt: Buffer.alloc(16) }

/** One life of a Pea. */
export interface LifeOf {
  readonly id: string
  readonly incarnation: number
}

/** The sockets of a Pea as its Flow sends them: with what its links are proved with. */
export function withProofs(
  sockets: { readonly inputs: readonly InputPlan[]; readonly outputs: readonly OutputPlan[] },
  life: LifeOf,
): { readonly inputs: readonly WiredInput[]; readonly outputs: readonly WiredOutput[] } {
  return {
    inputs: sockets.inputs.map((socket) => ({ ...socket, ...proofsOf(socket, life, false) })),
    outputs: sockets.outputs.map((socket) => ({ ...socket, ...proofsOf(socket, life, true) })),
  }
}

function proofsOf({ mode, peers, edge }: InputPlan | OutputPlan, { id, incarnation }: LifeOf, isOutput: boolean) {
  if (mode === 'BIND')
    return { secrets: peers.map((dialler) => secretOf(dialler, id, edge, !isOutput).toString('hex')) }
  const secret = secretOf(id, peers[0] ?? '', edge, isOutput)
  return {
    proof: proveHello(secret, incarnation).toString('hex'),
    welcome: proveWelcome(secret, incarnation).toString('hex'),
  }
}

/** The secret of a link. */
export function secretOf(dialler: string, binder: string, edge: number, sends: boolean): Buffer {
  return deriveLinkSecret(KEYS, { dialler, binder, edge, sends })
}

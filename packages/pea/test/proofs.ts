import {
  withProofs as addProofs,
  deriveLinkSecret,
  newFlowKey,
  type ProvedWire,
  type StartKeys,
} from '@peaflow/protocol'

/** The keys of all Flows in these tests. */
export const KEYS: StartKeys = { flow: newFlowKey(), salt: Buffer.alloc(16) }

/** One life of a Pea. */
export interface LifeOf {
  readonly id: string
  readonly incarnation: number
}

/** The sockets of a Pea as its Flow sends them: with what its links are proved with. */
export function withProofs(sockets: Parameters<typeof addProofs>[0], life: LifeOf): ProvedWire {
  return addProofs(sockets, life, KEYS)
}

/** The secret of a link. */
export function secretOf(dialler: string, binder: string, edge: number, sends: boolean): Buffer {
  return deriveLinkSecret(KEYS, { dialler, binder, edge, sends })
}

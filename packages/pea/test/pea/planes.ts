import type { InputPlan, OutputPlan, PeaRole } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'
import type { PendingRequest } from '../../src/join/pending-request.ts'
import type { WireResult } from '../../src/links/links.ts'
import { DataPlane } from '../../src/pea/data-plane.ts'
import { relayBatch } from '../../src/pea/relay-batch.ts'
import { specOf } from '../flow-spec.ts'
import { withProofs } from '../proofs.ts'

/** A data plane under test, and what it has reported. */
export class TestPlane {
  readonly plane: DataPlane
  readonly complete: PendingRequest[] = []
  readonly failed: (readonly [request: number, error: WireError])[] = []
  isRelaying = false
  readonly #id: string
  readonly #changed = new Set<() => void>()

  constructor(id: string, { role = 'replica', isPassing = false }: { role?: PeaRole; isPassing?: boolean } = {}) {
    this.#id = id
    const spec = { ...specOf({ peas: {}, links: [] }, id, 0), role }
    this.plane = new DataPlane(spec, isPassing, {
      onComplete: (pending) => {
        this.complete.push(pending)
        this.#onChange()
      },
      onBatch: (acknowledgement, batch) => this.isRelaying && relayBatch(this.plane, acknowledgement, batch),
      onFailed: (request, error) => {
        this.failed.push([request, error])
        this.#onChange()
      },
      onStuck: () => undefined,
      onTried: () => undefined,
      onBroken: () => undefined,
      onSuperseded: () => undefined,
      onProgress: () => this.#onChange(),
      onDropped: () => undefined,
      onSweep: () => false,
    })
  }

  /** Wires it as its Flow does. */
  async wire(sockets: Parameters<typeof withProofs>[0]): Promise<WireResult> {
    return await this.plane.wire(withProofs(sockets, { id: this.#id, incarnation: 1 }))
  }

  /** Opens a socket for each of these edges, and returns their ports. */
  async bind(edges: readonly number[], peers: readonly string[]): Promise<readonly number[]> {
    const { ports } = await this.wire({ inputs: edges.map((edge) => bound(edge, peers)), outputs: [] })
    return ports
  }

  /** Resolves once the test holds, which is looked at whenever anything changes. */
  async until(test: () => boolean): Promise<void> {
    while (!test()) await new Promise<void>((resolve) => this.#changed.add(resolve))
  }

  #onChange(): void {
    for (const wake of this.#changed) wake()
    this.#changed.clear()
  }
}

/** A bound input from these peers. */
export function bound(edge: number, peers: readonly string[], port = 0): InputPlan {
  return { pattern: 'ROUTER', mode: 'BIND', host: '127.0.0.1', port, peers, from: `pod ${edge}`, edge }
}

/** An output to a peer that has this port open. */
export function dialled(port: number, peer: string, edge = 0): OutputPlan {
  const socket = { pattern: 'DEALER', mode: 'CONNECT', host: '127.0.0.1', port, peers: [peer] } as const
  return { ...socket, to: peer.split('/')[0] ?? '', edge, polling: 'any', scheduling: 'load_balance', retries: 1 }
}

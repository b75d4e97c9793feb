import type { ReceivedMessage } from '@peaflow/protocol'

/** Bytes up to which a part that waits is copied: a view would keep the whole pack that it came in. */
const WORTH_COPYING = 8_192

/** The parts of one request that wait for the others: one for each edge, or for each shard by that edge. */
export class Slots {
  readonly #byEdge = new Map<number, (Uint8Array | undefined)[]>()

  /** Puts a part in its place. Returns false if it is there already. */
  add(edge: number, message: ReceivedMessage): boolean {
    let shards = this.#byEdge.get(edge)
    if (shards === undefined) {
      shards = new Array(message.shards).fill(undefined)
      this.#byEdge.set(edge, shards)
    }
    if (message.shard >= shards.length || shards[message.shard] !== undefined) return false
    const { payload } = message
    shards[message.shard] = payload.length > WORTH_COPYING ? payload : Buffer.from(payload)
    return true
  }

  /** Every payload in the order of the edges, then of the shards; nothing while one is missing. */
  payloads(edges: readonly number[]): Uint8Array[] | undefined {
    const payloads: Uint8Array[] = []
    for (const edge of edges) {
      for (const payload of this.#byEdge.get(edge) ?? [undefined]) {
        if (payload === undefined) return undefined
        payloads.push(payload)
      }
    }
    return payloads
  }

  /** The edges by which nothing, or not every shard, has come. */
  missing(edges: readonly number[]): readonly number[] {
    return edges.filter((edge) => (this.#byEdge.get(edge) ?? [undefined]).includes(undefined))
  }
}

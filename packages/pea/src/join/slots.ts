import { joinHeaders, type ReceivedMessage } from '@peaflow/protocol'

/** Bytes up to which a payload is copied when it arrives: a view would retain the whole pack that it arrived in. */
const MAX_COPIED_BYTES = 8_192

/** What a slot needs of a message. */
export type SlotMessage = Pick<ReceivedMessage, 'shard' | 'shards' | 'payload' | 'headers'>

/** The payloads of one request that have arrived so far: one for each edge, or for each shard on that edge. */
export class Slots {
  readonly #byEdge = new Map<number, (Uint8Array | undefined)[]>()
  /** The headers of messages that have any, by edge and shard. */
  readonly #headers = new Map<string, Uint8Array>()

  /** Puts a message's payload into its slot. Returns `false` if the slot is taken, or does not exist. */
  add(edge: number, message: SlotMessage): boolean {
    let shards = this.#byEdge.get(edge)
    if (shards === undefined) {
      shards = new Array(message.shards).fill(undefined)
      this.#byEdge.set(edge, shards)
    }
    if (message.shard >= shards.length || shards[message.shard] !== undefined) return false
    const { payload, headers } = message
    if (headers !== undefined) this.#headers.set(`${edge} ${message.shard}`, Buffer.from(headers))
    shards[message.shard] = payload.length > MAX_COPIED_BYTES ? payload : Buffer.from(payload)
    return true
  }

  /** All payloads, in the order of the edges and then of the shards; `undefined` while one is missing. */
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

  /** The headers of all messages, joined in the same order; `undefined` if none has any. */
  headers(edges: readonly number[]): Uint8Array | undefined {
    if (this.#headers.size === 0) return undefined
    const keys = edges.flatMap((edge) => [...(this.#byEdge.get(edge) ?? []).keys()].map((shard) => `${edge} ${shard}`))
    return joinHeaders(keys.map((key) => this.#headers.get(key)))
  }

  /** The edges and shards whose payloads have arrived. */
  arrived(): (readonly [edge: number, shard: number])[] {
    return [...this.#byEdge].flatMap(([edge, shards]) =>
      shards.flatMap((payload, shard) => (payload === undefined ? [] : [[edge, shard] as const])),
    )
  }

  /** The edges on which a message is missing. */
  missing(edges: readonly number[]): readonly number[] {
    return edges.filter((edge) => (this.#byEdge.get(edge) ?? [undefined]).includes(undefined))
  }
}

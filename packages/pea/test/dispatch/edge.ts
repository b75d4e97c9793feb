import type { WireError } from '@peaflow/protocol'
import type { BrokenAnswer, EdgePlan } from '../../src/dispatch/edge.ts'
import { OutgoingEdge } from '../../src/dispatch/outgoing-edge.ts'
import { CountedOwner } from '../link/counted.ts'
import { messageOf } from '../link/ends.ts'
import { TestPeer } from './peers.ts'

/** What an edge under test is like. */
export interface TestEdgeOptions extends Partial<EdgePlan> {
  readonly peers: readonly string[]
  readonly calls?: boolean
  readonly looksAhead?: boolean
  readonly isAnswered?: (request: number) => boolean
}

/** An edge with its peers, and what has become of the messages that were sent on it. */
export class TestEdge {
  readonly edge: OutgoingEdge
  readonly peers: readonly TestPeer[]
  readonly plan: EdgePlan
  readonly owners: CountedOwner[] = []
  readonly failed = new Map<number, WireError>()
  readonly tried: (readonly [request: number, tries: number])[] = []
  readonly broken: BrokenAnswer[] = []
  readonly stuck: (readonly [peer: string, incarnation: number])[] = []

  constructor({ peers, calls, looksAhead = false, isAnswered = () => false, ...plan }: TestEdgeOptions) {
    this.plan = { to: 'b', edge: 0, polling: 'any', scheduling: 'load_balance', retries: 1, ...plan }
    const listener = {
      onFailed: (request: number, error: WireError) => void this.failed.set(request, error),
      onTried: (request: number, tries: number) => void this.tried.push([request, tries]),
      onBroken: (broken: BrokenAnswer) => void this.broken.push(broken),
      onStuck: (peer: string, incarnation: number) => void this.stuck.push([peer, incarnation]),
      onProgress: () => undefined,
    }
    this.edge = new OutgoingEdge(this.plan, listener, { looksAhead, isAnswered })
    this.peers = peers.map((id) => new TestPeer(id, this.edge, calls))
    this.wire(peers)
  }

  wire(ids: readonly string[]): void {
    const senders = this.peers.map(({ sender }) => sender).filter(({ peer }) => ids.includes(peer))
    this.edge.wire(this.plan, senders)
  }

  /** Starts every peer, with credit for this many messages. */
  start(limit: number): this {
    for (const peer of this.peers) peer.start(limit)
    return this
  }

  /** Sends this many messages, of the next requests. */
  send(count: number, fields: Parameters<typeof messageOf>[0] = {}): void {
    for (let sent = 0; sent < count; sent += 1) {
      const owner = new CountedOwner(this.owners.length)
      this.owners.push(owner)
      this.edge.send(messageOf({ request: owner.request, ...fields }), owner)
    }
    for (const peer of this.peers) peer.acknowledge()
  }

  /** A peer ends. */
  exit(
    peer: TestPeer,
    { isFinal = false, silent }: { readonly isFinal?: boolean; readonly silent?: boolean } = {},
  ): void {
    peer.isUp = false
    const { incarnation } = peer
    this.edge.onPeerExit({ peer: peer.sender.peer, incarnation, reason: 'killed', isFinal, silent })
    for (const one of this.peers) one.acknowledge()
  }

  /** Settles everything that can be settled. */
  settleAll(): void {
    for (let count = -1; count !== 0; ) {
      count = 0
      for (const peer of this.peers) peer.acknowledge()
      for (const peer of this.peers) {
        count += peer.unsettled.length
        while (peer.isUp && peer.unsettled.length > 0) peer.settle()
      }
    }
  }

  /** The requests that each peer has received, in order. */
  get received(): readonly (readonly number[])[] {
    return this.peers.map(({ received }) => received.map(({ request }) => request))
  }
}

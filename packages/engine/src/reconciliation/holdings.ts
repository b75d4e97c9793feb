import type { Holding } from '@peaflow/protocol'

/** What a Pea holds of a request. */
export interface PeaHoldings {
  /** It is complete: it waits for its call, or is being called. */
  calls(request: number): boolean
  /** It has been passed on: any further message of it is a repeat. */
  isOver(request: number): boolean
  /** A message of it has arrived on an edge, and waits for others. */
  hasArrived(request: number, on: { readonly edge: number; readonly shard: number }): boolean
  /** A message of it is on its way to a peer, or waits to be sent there. */
  sends(request: number, to: { readonly pod: string; readonly edge: number; readonly peer: string }): boolean
}

/** Indexes what a Pea reported. */
export function toHoldings(reported: readonly Holding[]): PeaHoldings {
  const indexed = reported.map((holding) => ({ holding, requests: new Set(holding.requests) }))
  const some = (request: number, test: (holding: Holding) => boolean) =>
    indexed.some(({ holding, requests }) => test(holding) && requests.has(request))
  return {
    calls: (request) => some(request, ({ at }) => at === 'call'),
    isOver: (request) => some(request, ({ at }) => at === 'over'),
    hasArrived: (request, { edge, shard }) =>
      some(request, (one) => one.at === 'join' && one.edge === edge && one.shard === shard),
    sends: (request, { pod, edge, peer }) =>
      some(request, (one) => one.at === 'link' && one.to === pod && one.edge === edge && one.peers.includes(peer)),
  }
}

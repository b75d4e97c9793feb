import type { FlowPlan, PeaPlan } from '@peaflow/core'
import type { Holding } from '@peaflow/protocol'

/** What each Pea reported that it holds; `undefined` for one that does not answer. */
export type Reported = ReadonlyMap<string, readonly Holding[] | undefined>

/** Says which Pea holds a request that is out of time, and what it waits for there. */
export function describeHolder({ peas }: Pick<FlowPlan, 'peas'>, reported: Reported, request: number): string {
  const silent = [...reported].flatMap(([id, holding]) => (holding === undefined ? [id] : []))
  const found = peas.map((pea) => {
    const own = (reported.get(pea.id) ?? []).filter(({ requests }) => requests.includes(request))
    return { pea, own }
  })
  const sent = found.flatMap(({ pea, own }) =>
    own.flatMap((one) => (one.at === 'link' ? [{ pea, peers: one.peers }] : [])),
  )
  const unanswered = sent.flatMap(({ peers }) => peers).find((peer) => silent.includes(peer))
  if (unanswered !== undefined) return `${unanswered} has it, and does not respond`
  const called = found.find(({ own }) => own.some(({ at }) => at === 'call'))
  if (called !== undefined) return `it is in a call of ${called.pea.id}, or waits for one`
  const joining = found.find(({ own }) => own.some(({ at }) => at === 'join'))
  if (joining !== undefined)
    return `it waits in ${joining.pea.id} for a message from ${missing(joining.pea, joining.own)}`
  const last = sent.at(-1)
  if (last !== undefined) return `${last.pea.id} holds it for ${last.peers.join(' or ')}`
  return silent.length > 0 ? `${silent.join(', ')} did not respond` : 'no Pea holds it any more'
}

/** The Pods from which no message has arrived; those of which a shard is missing, if one from each has. */
function missing({ inputs }: PeaPlan, own: readonly Holding[]): string {
  const arrived = new Set(own.flatMap((one) => (one.at === 'join' ? [one.edge] : [])))
  const absent = inputs.filter(({ edge }) => !arrived.has(edge))
  const names = new Set((absent.length > 0 ? absent : inputs).map(({ from }) => `"${from}"`))
  return [...names].join(' and ')
}

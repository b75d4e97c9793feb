import type { OutputPlan } from '@peaflow/core'
import type { Holding } from '@peaflow/protocol'
import type { Delivery } from '../link/delivery.ts'
import type { Dispatcher } from './dispatcher.ts'

/** The attempt of each request that the Flow asks about. */
export type Attempts = ReadonlyMap<number, number>

/** What is queued or unsettled on an edge of these attempts of requests, by the peers that can get it. */
export function holdingOf(
  { senders, backlog, redelivery }: Dispatcher,
  { to, edge }: Pick<OutputPlan, 'to' | 'edge'>,
  attempts: Attempts,
): Holding[] {
  const isAsked = ({ request, attempt }: Pick<Delivery, 'request' | 'attempt'>) => attempts.get(request) === attempt
  const isOpen = (delivery: Delivery) => !delivery.isDropped && isAsked(delivery)
  const requests = new Set(attempts.keys())
  const all = senders.map(({ peer }) => peer)
  const queued = [
    ...backlog.filter(isOpen),
    ...[backlog.all, backlog.allPieces].flatMap((all) => all.filter(({ message }) => isAsked(message))),
  ]
  const groups = [
    ...senders.map((sender) => ({ peer: sender.peer, deliveries: sender.deliveriesOf(requests).filter(isOpen) })),
    ...redelivery.filter(isOpen),
    { peer: undefined, deliveries: queued },
  ]
  return groups
    .filter(({ deliveries }) => deliveries.length > 0)
    .map(({ peer, deliveries }) => {
      const peers = peer === undefined ? all : [peer]
      return { at: 'link', to, edge, peers, requests: deliveries.map(({ request }) => request) }
    })
}

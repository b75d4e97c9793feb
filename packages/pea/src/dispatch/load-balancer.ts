import type { Polling, PollingMode, Scheduling } from '@peaflow/core'
import type { Sender } from '../link/sender.ts'
import { othersFinishFirst, worksOf } from './slow-replica.ts'

/** How an endpoint's messages are shared among replicas. */
export function pollingOf(polling: Polling, endpoint: string): PollingMode {
  if (typeof polling === 'string') return polling
  const own = Object.hasOwn(polling, endpoint) ? polling[endpoint] : polling.default
  return own ?? 'any'
}

/** A lane with so much credit answers so fast that it may get so many in a row: they share a message. */
const PLENTY = 32
const IN_ROW = 8

/** Picks the lane for the next parcel, of so many that wait; nothing while none can take it, or is worth it. */
export type Balancer = (senders: readonly Sender[], queued: number) => Sender | undefined

/** Which lane is the best, if it does not matter who had the last one. */
type Rule = (senders: readonly Sender[], next: number, queued: number) => Sender | undefined

/**
 * A new chooser: it remembers whose turn it is.
 *
 * @param looksAhead - whether it is to be seen how many wait: only then a slow lane can do without
 */
export function balancerOf(scheduling: Scheduling, looksAhead: boolean): Balancer {
  if (scheduling === 'round_robin') return roundRobin()
  return balance(looksAhead ? soonest : leastLoaded)
}

function roundRobin(): Balancer {
  let next = 0
  return (senders) => {
    const sender = senders[next % senders.length]
    if (sender === undefined || sender.credit === 0) return undefined
    next = (next % senders.length) + 1
    return sender
  }
}

function balance(rule: Rule): Balancer {
  let next = 0
  let inRow = 0
  let last: Sender | undefined
  return (senders, queued) => {
    inRow += 1
    if (last !== undefined && inRow < IN_ROW && last.credit >= PLENTY && senders.includes(last)) return last
    inRow = 0
    last = rule(senders, next++, queued)
    return last
  }
}

/** The least loaded, unless the others are sooner done with all that waits: then one of those, or nobody for now. */
function soonest(senders: readonly Sender[], next: number, queued: number): Sender | undefined {
  let left = senders
  for (;;) {
    const best = leastLoaded(left, next)
    if (best === undefined || !canDoWithout(best, senders, queued)) return best
    left = left.filter((sender) => sender !== best)
  }
}

function canDoWithout(sender: Sender, senders: readonly Sender[], queued: number): boolean {
  const [own, ...others] = worksOf([sender, ...senders.filter((other) => other !== sender)])
  return own !== undefined && othersFinishFirst(own, others, queued)
}

/** Of those with credit, the one that has the least to do; of equals, the one that takes most: it is the fastest. */
function leastLoaded(senders: readonly Sender[], next: number): Sender | undefined {
  let best: Sender | undefined
  for (let offset = 0; offset < senders.length; offset += 1) {
    const sender = senders[(next + offset) % senders.length] as Sender
    if (sender.credit > 0 && (best === undefined || isBetter(sender, best))) best = sender
  }
  return best
}

function isBetter(sender: Sender, best: Sender): boolean {
  return sender.load < best.load || (sender.load === best.load && sender.credit > best.credit)
}

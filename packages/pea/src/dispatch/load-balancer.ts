import type { Polling, PollingMode, Scheduling } from '@peaflow/core'
import type { Sender } from '../link/sender.ts'
import { othersFinishFirst, worksOf } from './slow-replica.ts'

/** Whether a message for this endpoint goes to any one replica, or to all of them. */
export function pollingOf(polling: Polling, endpoint: string): PollingMode {
  if (typeof polling === 'string') return polling
  const own = Object.hasOwn(polling, endpoint) ? polling[endpoint] : polling.default
  return own ?? 'any'
}

/**
 * From this credit on, a peer is so fast that it gets up to {@link MAX_IN_ROW} messages in a row: they share a pack. One with
 * longer calls has so much credit for its batches.
 */
const PLENTY_OF_CREDIT = 32
const MAX_IN_ROW = 8
const SHORT_CALL = 1

/**
 * Picks the sender for the next of the queued messages, whose number it is told. Returns `undefined` while none has
 * credit, or none is worth it.
 */
export type Balancer = (senders: readonly Sender[], queued: number) => Sender | undefined

/** Picks the best sender. Ties go to the first one from the index `next` on. */
type Rule = (senders: readonly Sender[], next: number, queued: number) => Sender | undefined

/**
 * Creates a balancer, which remembers whose turn it is.
 *
 * @param looksAhead - whether the number of queued messages is known: only then may a slow replica go without
 */
export function balancerOf(scheduling: Scheduling, looksAhead: boolean): Balancer {
  if (scheduling === 'round_robin') return roundRobin()
  return balance(looksAhead ? firstToFinish : leastLoaded)
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
    if (last !== undefined && inRow < MAX_IN_ROW && isFast(last) && senders.includes(last)) return last
    inRow = 0
    last = rule(senders, next++, queued)
    return last
  }
}

function isFast({ credit, callDuration }: Sender): boolean {
  return credit >= PLENTY_OF_CREDIT && callDuration < SHORT_CALL
}

/** The least loaded sender that would not finish after the others have finished everything that is queued. */
function firstToFinish(senders: readonly Sender[], next: number, queued: number): Sender | undefined {
  let candidates = senders
  for (;;) {
    const best = leastLoaded(candidates, next)
    if (best === undefined || !isDispensable(best, senders, queued)) return best
    candidates = candidates.filter((sender) => sender !== best)
  }
}

function isDispensable(sender: Sender, senders: readonly Sender[], queued: number): boolean {
  const [own, ...others] = worksOf([sender, ...senders.filter((other) => other !== sender)])
  return own !== undefined && othersFinishFirst(own, others, queued)
}

/** The sender with the least load that has credit; of equals the one with the most credit, which is the fastest. */
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

import type { PeaMessage } from '@peaflow/protocol'
import type { Identity } from '../control/identity.ts'
import type { KnownEndpoints } from '../endpoints/known-endpoints.ts'
import type { Enrolments } from '../enrolment/enrolments.ts'
import { receiversOf } from '../plan/neighbours.ts'
import type { Reconciliation } from '../reconciliation/reconciliation.ts'
import type { BrokenAnswers } from '../running/broken-answers.ts'
import type { FailedRequests } from '../running/failed-requests.ts'
import { leaveByItself } from '../running/leave.ts'
import type { ProcessUse } from '../statistics/process-use.ts'
import type { StatisticsTable } from '../statistics/statistics-table.ts'
import type { Supervisor } from '../supervise/supervisor.ts'
import type { Taps } from '../tap/taps.ts'

/** The Pea that what the Flow itself drops is told of. */
const GATEWAY = 'gateway'

/** What the messages of Peas act on. */
export interface MessageTargets {
  readonly supervisor: Supervisor
  readonly failedRequests: FailedRequests
  readonly reconciliation: Pick<Reconciliation, 'onTried' | 'onHolding'>
  readonly endpoints: Pick<KnownEndpoints, 'onReady'>
  readonly taps: Pick<Taps, 'onReady' | 'onTapped'>
  readonly statistics: Pick<StatisticsTable, 'add'>
  readonly processUse: Pick<ProcessUse, 'add'>
  readonly brokenAnswers: Pick<BrokenAnswers, 'add'>
  readonly enrolments: Pick<Enrolments, 'onReady' | 'onFatal' | 'onEnded'>
}

type Handlers = {
  readonly [T in PeaMessage['type']]: (targets: MessageTargets, message: Extract<PeaMessage, { type: T }>) => void
}

const HANDLERS: Handlers = {
  bound: ({ supervisor }, { pea, incarnation, ports, publicKey, protocol, reconnected }) => {
    const sender = supervisor.find(pea, incarnation)
    sender?.apply({ type: 'bound', ports, publicKey, protocol })
    if (reconnected) sender?.apply({ type: 'reconnected' })
  },
  ready: ({ supervisor, endpoints: known, taps, enrolments }, { pea, incarnation, heartbeat, endpoints }) => {
    supervisor.find(pea, incarnation)?.apply({ type: 'ready', now: performance.now(), endpoints })
    known.onReady()
    taps.onReady(pea)
    enrolments.onReady()
    if (heartbeat) supervisor.onAlive({ pea, incarnation })
    else supervisor.ask({ pea, incarnation })
  },
  alive: ({ supervisor }, { pea, incarnation }) => supervisor.onAlive({ pea, incarnation }),
  paused: ({ supervisor }, { pea, to }) => supervisor.peas.get(pea)?.pauses.get(to)?.answer(),
  left: ({ supervisor }, { pea, peer }) => supervisor.peas.get(pea)?.leavings.get(peer)?.answer(),
  leaving: ({ supervisor }, { pea: id, incarnation }) => {
    const pea = supervisor.find(id, incarnation)
    if (pea !== undefined) void leaveByItself(supervisor, pea)
  },
  idle: ({ supervisor }, { pea }) => supervisor.peas.get(pea)?.idle.answer(),
  fatal: ({ supervisor, enrolments }, { pea, incarnation, error }) => {
    const sender = incarnation === undefined ? supervisor.peas.get(pea) : supervisor.find(pea, incarnation)
    if (sender !== undefined) enrolments.onFatal(pea, error.message)
    sender?.apply({ type: 'fatal', error })
  },
  stuck: ({ supervisor }, { pea, peer, incarnation }) => {
    const plan = supervisor.peas.get(pea)?.plan
    if (plan !== undefined && receiversOf(plan).includes(peer))
      supervisor.find(peer, incarnation)?.apply({ type: 'kill', reason: 'stuck' })
    else supervisor.settings.violations.add({ pea: GATEWAY, peer: pea, reason: 'stuck: for another Pea', count: 1 })
  },
  dropped: ({ supervisor }, { pea, peer, reason, count }) =>
    supervisor.settings.violations.add({ pea, peer, reason, count }),
  status: ({ supervisor }, { status }) => supervisor.peas.get(status.pea)?.status.answer(status),
  failed: ({ failedRequests }, { request, error }) => failedRequests.add(request, error),
  tried: ({ reconciliation }, message) => reconciliation.onTried(message),
  broken: ({ brokenAnswers }, message) => brokenAnswers.add(message),
  holding: ({ reconciliation }, { pea, ...answer }) => reconciliation.onHolding(pea, answer),
  tapped: ({ taps }, { pea, type: _type, ...message }) => taps.onTapped(pea, message),
  // The control socket has taken or refused it.
  enrol: () => {},
  statistics: ({ supervisor, statistics: table, processUse }, { pea, incarnation, statistics }) => {
    const plan = supervisor.find(pea, incarnation)?.plan
    if (plan === undefined) return
    if (table.add({ plan, incarnation }, statistics)) {
      if (statistics.process !== undefined) processUse.add({ pea, incarnation }, statistics.process, performance.now())
      return
    }
    const reason = 'statistics: a counter is lower than before'
    supervisor.settings.violations.add({ pea: GATEWAY, peer: pea, reason, count: 1 })
  },
  // The handle of an external Pea reports that it ended.
  ended: ({ enrolments }, { pea, code, reason }) => enrolments.onEnded(pea, code, reason),
}

/**
 * Acts on a message of a Pea. `from` is what the connection has proved; only the gateway has none. What an earlier
 * incarnation says comes too late.
 */
export function onMessage(targets: MessageTargets, message: PeaMessage, from?: Identity): void {
  if (from !== undefined && targets.supervisor.find(from.pea, from.incarnation) === undefined) return
  // The codec also decodes messages that only a Flow sends: they have no handler.
  const handler = HANDLERS[message.type] as ((targets: MessageTargets, message: PeaMessage) => void) | undefined
  handler?.(targets, message)
}

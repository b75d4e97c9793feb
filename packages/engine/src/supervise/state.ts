import type { Endpoints, PeaExit, PeaPlan, Restarts } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'
import type { OpenWire, Reach, Wire } from '../plan/wire.ts'

/**
 * Why the Flow ended an incarnation: it was not ready in time, a call in it ran past its time limit, it showed no sign of
 * life, or another plan needs it to be launched again.
 */
export type KillReason = 'late' | 'stuck' | 'silent' | 'replaced'

/** How many lives of a Pea in a row have to end before they are ready until it is degraded. */
export const DEGRADED_AFTER = 3

/** How the last incarnation of a Pea that ended did so. */
export interface PastEnd {
  readonly incarnation: number
  readonly exit: PeaExit
  readonly reason: string
  /** It was given up, since it showed no sign of life. */
  readonly isSilent: boolean
}

/** A Pea that leaves gets no more requests and finishes those it has. It then ends for good, or its next life begins. */
export type Leave = 'for-good' | 'to-return'

/** What is known of a Pea in every state. */
export interface Known {
  readonly plan: PeaPlan
  /** How many of its first lives may end before it is ready until its start fails. */
  readonly firstStarts: number
  /** Counts its launches, from 1; 0 before the first. */
  readonly incarnation: number
  /** The restarts that its restart policy counts. */
  readonly restarts: Restarts
  /** The Flow has asked it to end: it is not launched again. */
  readonly isStopping: boolean
  /** Its senders are told that this incarnation is leaving. */
  readonly leaves: Leave | undefined
  /** It comes by itself, and its place is kept while it is not there: it alone holds a share of the data. */
  readonly isAwaited: boolean
  /** It was ready once, in this incarnation or before. */
  readonly wasReady: boolean
  /** How many of its lives, up to now, ended in a row before they were ready. */
  readonly failures: number
  /** How its last incarnation that ended did so; `undefined` if none has. */
  readonly pastEnd: PastEnd | undefined
  /** Why this incarnation cannot go on, as it reported itself. */
  readonly finalError: WireError | undefined
  /** Why the Flow ended this incarnation. */
  readonly killReason: KillReason | undefined
}

/** What a Pea reports once its sockets are open. */
export interface ReportedPorts {
  /** The port of each socket, inputs before outputs. */
  readonly ports: readonly number[]
  /** The public key of its ports, if they use CURVE. */
  readonly publicKey?: string | undefined
}

/** It has no process yet. */
export interface Launching extends Known {
  readonly phase: 'launching'
  /** When it has to be ready, on the clock of `performance.now()`. */
  readonly readyBy: number
  readonly wire: Wire
  /** The ports that it reported before its launcher returned. */
  readonly reportedPorts: ReportedPorts | undefined
}

/** What is known of a Pea that has a process. */
interface Running extends Known {
  /** The sockets that it was sent last, or launched with. */
  readonly wire: Wire
  /** It was sent the ports that it dials. */
  readonly isWired: boolean
  readonly reach: Reach
}

/** It has a process, which opens its sockets, loads its executor and greets its peers. */
export interface Starting extends Running {
  readonly phase: 'starting'
  /** When it has to be ready, on the clock of `performance.now()`. */
  readonly readyBy: number
  /** What it has opened; `undefined` before it reports its ports. */
  readonly open: OpenWire | undefined
}

/** It answers requests, at the endpoints that it has named; `undefined` if it has named none. */
export interface Ready extends Running {
  readonly phase: 'ready'
  /** Since when, on the clock of `performance.now()`. */
  readonly readyAt: number
  readonly open: OpenWire
  readonly endpoints: Endpoints | undefined
}

/** It has no process, or one that ends to be replaced. */
export interface Ended extends Known {
  readonly phase: 'ended'
  /** How its process ended; `undefined` before the first launch, and as long as a process that is replaced still ends. */
  readonly exit: PeaExit | undefined
}

/** It ended by itself, and is launched again after a pause. */
export interface Pausing extends Known {
  readonly phase: 'pausing'
  readonly exit: PeaExit
}

/** It ended, and its restart policy allows no further launch. */
export interface Lost extends Known {
  readonly phase: 'lost'
  readonly exit: PeaExit
}

/** Where a Pea of a running Flow is in its life. */
export type PeaState = Launching | Starting | Ready | Pausing | Ended | Lost

/**
 * How far a Pea is: it has no process yet, it has one, it answers requests, it finishes those it has and gets no more, it
 * ended and is started again soon, three or more of its lives in a row ended before they were ready, it has ended, it ended
 * for good.
 */
export type PeaPhase = 'launching' | 'starting' | 'ready' | 'leaving' | 'pausing' | 'degraded' | 'ended' | 'lost'

/** Whether the Pea has a process that serves the Flow, or is about to. */
export function isRunning(state: PeaState): state is Starting | Ready {
  return state.phase === 'starting' || state.phase === 'ready'
}

/** Whether the place of the Pea is kept for one that comes by itself. One whose end the Flow has yet to note still has it. */
export function isAway({ isAwaited, phase }: PeaState): boolean {
  return isAwaited && phase === 'pausing'
}

/** Whether three or more lives of the Pea in a row ended before they were ready. It goes on being tried. */
export function isDegraded(state: PeaState): boolean {
  return state.failures >= DEGRADED_AFTER && state.phase !== 'ended' && state.phase !== 'lost'
}

/** Whether what only this Pea could handle is to fail at once: it is degraded, or lost. */
export function isUnavailable(state: PeaState): boolean {
  return state.phase === 'lost' || isDegraded(state)
}

/** Whether the Pea holds nothing, and is not about to: it is unavailable, or has ended and is not launched again. */
export function isOut(state: PeaState): boolean {
  return isUnavailable(state) || (state.phase === 'ended' && state.exit !== undefined)
}

/** The phase of a Pea, as users see it. */
export function phaseOf(state: PeaState): PeaPhase {
  if (isDegraded(state)) return 'degraded'
  return state.phase === 'ready' && state.leaves !== undefined ? 'leaving' : state.phase
}

/** Whether the time in which the Pea has to be ready runs. */
export function isWatched(state: PeaState): state is Launching | Starting {
  return state.phase === 'launching' || state.phase === 'starting'
}

/** Whether the process of the Pea is on its way out, to be launched again. */
export function isBeingReplaced(state: PeaState): state is Ended {
  return state.phase === 'ended' && state.killReason === 'replaced' && state.exit === undefined
}

/** Whether the Pea should have been ready by now and never was. */
export function isLate(state: PeaState, now: number): boolean {
  if (state.wasReady) return false
  if (isWatched(state)) return state.readyBy <= now
  return state.killReason === 'late'
}

/** The sockets that the Pea has open; `undefined` if it has none. */
export function openOf(state: PeaState): OpenWire | undefined {
  return isRunning(state) ? state.open : undefined
}

/** How the process of the Pea ended; `undefined` if it has one. */
export function exitOf(state: PeaState): PeaExit | undefined {
  return 'exit' in state ? state.exit : undefined
}

/** What is known of a Pea in every state, without what belongs to its current one. */
export function knownOf(state: PeaState): Known {
  const { plan, firstStarts, incarnation, restarts, isStopping, leaves, isAwaited, wasReady, failures, pastEnd } = state
  const { finalError, killReason } = state
  const past = { restarts, failures, pastEnd, finalError, killReason }
  return { plan, firstStarts, incarnation, isStopping, leaves, isAwaited, wasReady, ...past }
}

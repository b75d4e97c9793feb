import type { PeaExit, PeaPlan, Restarts } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'
import { launchWire, type OpenWire, type Wire } from '../plan/wire.ts'

/**
 * Why the Flow ended an incarnation: it was not ready in time, a call in it ran past its time limit, or another plan
 * needs it to be launched again.
 */
export type KillReason = 'late' | 'stuck' | 'replaced'

/** A Pea that leaves gets no more requests and finishes those it has. It then ends for good, or its next life begins. */
export type Leave = 'for-good' | 'to-return'

/** What is known of a Pea in every state. */
export interface Known {
  readonly plan: PeaPlan
  /** Counts its launches, from 1; 0 before the first. */
  readonly incarnation: number
  /** The restarts that its restart policy counts. */
  readonly restarts: Restarts
  /** The Flow has asked it to end: it is not launched again. */
  readonly isStopping: boolean
  /** Its senders are told that this incarnation is leaving. */
  readonly leaves: Leave | undefined
  /** It was ready once, in this incarnation or before. */
  readonly wasReady: boolean
  /** It was lost and answers again, but is not ready yet. */
  readonly wasLost: boolean
  /** Why this incarnation cannot go on, as it reported itself. */
  readonly finalError: WireError | undefined
  /** Why the Flow ended this incarnation. */
  readonly killReason: KillReason | undefined
}

/** It has no process yet. */
export interface Launching extends Known {
  readonly phase: 'launching'
  /** When it has to be ready, on the clock of `performance.now()`. */
  readonly readyBy: number
  readonly wire: Wire
  /** The ports that it reported before its launcher returned. */
  readonly reportedPorts: readonly number[] | undefined
}

/** What is known of a Pea that has a process. */
interface Running extends Known {
  /** The sockets that it was sent last, or launched with. */
  readonly wire: Wire
  /** It was sent the ports that it dials. */
  readonly isWired: boolean
  /** The port of this machine for each port that it binds, where the two differ. */
  readonly published: Readonly<Record<number, number>> | undefined
}

/** It has a process, which opens its sockets, loads its executor and greets its peers. */
export interface Starting extends Running {
  readonly phase: 'starting'
  /** When it has to be ready, on the clock of `performance.now()`. */
  readonly readyBy: number
  /** What it has opened; `undefined` before it reports its ports. */
  readonly open: OpenWire | undefined
}

/** It answers requests. */
export interface Ready extends Running {
  readonly phase: 'ready'
  readonly open: OpenWire
}

/** It has no process, or one that ends to be replaced. */
export interface Ended extends Known {
  readonly phase: 'ended'
  /** How its process ended; `undefined` before the first launch, and as long as a process that is replaced still ends. */
  readonly exit: PeaExit | undefined
}

/** It ended, and its restart policy allows no further launch. An external one is waited for nevertheless. */
export interface Lost extends Known {
  readonly phase: 'lost'
  readonly exit: PeaExit
}

/** Where a Pea of a running Flow is in its life. */
export type PeaState = Launching | Starting | Ready | Ended | Lost

/**
 * How far a Pea is: it has no process yet, it has one, it answers requests, it finishes those it has and gets no more, it
 * has ended, it ended for good.
 */
export type PeaPhase = 'launching' | 'starting' | 'ready' | 'leaving' | 'ended' | 'lost'

/** How far a Pea is, for people. */
export function phaseOf({ phase, leaves }: PeaState): PeaPhase {
  return phase === 'ready' && leaves !== undefined ? 'leaving' : phase
}

/** The state of a Pea before its first launch. */
export function unlaunched(plan: PeaPlan): Ended {
  const known = { plan, incarnation: 0, restarts: [], isStopping: false, wasReady: false, wasLost: false }
  return { ...known, phase: 'ended', exit: undefined, leaves: undefined, finalError: undefined, killReason: undefined }
}

/** The state of a Pea that runs in this process already. It reports its ports like any other. */
export function inProcess(plan: PeaPlan, now: number): Starting {
  const sockets = { wire: launchWire(plan), isWired: false, published: undefined, open: undefined }
  const known = { ...knownOf(unlaunched(plan)), incarnation: 1 }
  return { ...known, ...sockets, phase: 'starting', readyBy: now + plan.timeoutReady }
}

/** Whether the Pea has a process that serves the Flow, or is about to. */
export function isRunning(state: PeaState): state is Starting | Ready {
  return state.phase === 'starting' || state.phase === 'ready'
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
  return state.phase === 'ended' || state.phase === 'lost' ? state.exit : undefined
}

/** What is known of a Pea in every state, without what belongs to its current one. */
export function knownOf(state: PeaState): Known {
  const { plan, incarnation, restarts, isStopping, leaves, wasReady, wasLost, finalError, killReason } = state
  return { plan, incarnation, restarts, isStopping, leaves, wasReady, wasLost, finalError, killReason }
}

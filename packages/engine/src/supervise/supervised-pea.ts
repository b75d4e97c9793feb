import type { PeaExit, PeaHandle, PeaPlan } from '@peaflow/core'
import type { PeaStatus, WireError } from '@peaflow/pea'
import { type Deferred, defer } from '../async/deferred.ts'
import { launchWire, type OpenWire, type Wire } from '../plan/wire.ts'
import type { Restarts } from './restart-policy.ts'

/** How far a Pea is: it has no process yet, it has one, it answers requests, it has ended, it ended for good. */
export type PeaPhase = 'launching' | 'starting' | 'ready' | 'ended' | 'lost'

/** One Pea of a running Flow through all its incarnations. */
export class Member {
  readonly id: string
  plan: PeaPlan
  phase: PeaPhase = 'ended'
  incarnation = 0
  restarts: Restarts = []
  handle: PeaHandle | undefined
  /** How its last incarnation ended. */
  exit: PeaExit | undefined
  /** The sockets it was told last. */
  told: Wire
  /** What it has opened; nothing before it reports. */
  open: OpenWire | undefined
  /** It was told whom to dial. */
  isWired = false
  /** The Flow asked it to end, or is about to. */
  isLeaving = false
  /** It was ready once, in this incarnation or before. */
  wasReady = false
  /** It was given up, and is there again. */
  wasLost = false
  /** When it has to be ready, on the clock of `performance.now()`. */
  readyBy = 0
  /** Why it says it cannot go on. */
  fatal: WireError | undefined
  /** Resolves when it says so. */
  lastWords: Deferred<void> = defer()
  /** Why the Flow put an end to this incarnation. */
  verdict: 'late' | 'stuck' | 'moved' | undefined
  /** The ports it reported before its launcher returned. */
  early: readonly number[] | undefined
  /** Settles when it has opened its ports for the first time, or cannot. */
  readonly bound: Deferred<void> = defer()
  /** Settles when it is ready, for the first time or after a move, or cannot be. */
  ready: Deferred<void> = defer()
  /** Someone waits for it to hold nothing more. */
  idle: Deferred<void> | undefined
  /** The Pods it is asked to give nothing more to, and when it has nothing left there; the gateway only. */
  holds: ReadonlyMap<string, Deferred<void>> = new Map()
  /** Someone asked how it is. */
  status: Deferred<PeaStatus> | undefined
  /** Ends whatever runs of it, at once. */
  ending = new AbortController()
  /** Stops the watch over the time it has to get ready. */
  stopWatch: () => void = () => {}

  constructor(plan: PeaPlan) {
    this.id = plan.id
    this.plan = plan
    this.told = launchWire(plan)
  }

  get isRunning(): boolean {
    return this.phase === 'starting' || this.phase === 'ready'
  }

  /** A new incarnation, of which nothing is known. */
  begin(): void {
    this.incarnation += 1
    this.phase = 'launching'
    this.told = launchWire(this.plan)
    this.isWired = false
    this.lastWords = defer()
    this.ending = new AbortController()
    this.open = this.early = this.handle = this.fatal = this.verdict = undefined
    this.readyBy = performance.now() + this.plan.timeoutReady
  }

  /** Nothing runs of it any more. */
  end(exit: PeaExit): void {
    this.phase = 'ended'
    this.exit = exit
    this.open = this.handle = undefined
  }

  /** What runs of it is to end, and to be launched again as its plan is now. */
  move(): void {
    this.verdict = 'moved'
    this.phase = 'ended'
    this.ready = defer()
    this.open = undefined
    void this.handle?.stop()
  }

  /** It can never be what somebody may be waiting for. */
  fail(error: Error): void {
    this.bound.reject(error)
    this.ready.reject(error)
    this.idle?.resolve()
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Endpoints, PeaPlan, StopOptions } from '@peaflow/core'
import type { PeaStatus } from '@peaflow/protocol'
import { type Deferred, defer } from '../async/deferred.ts'
import { Question } from '../async/question.ts'
import { waitFor } from '../async/wait-for.ts'
import { toSpec } from '../launch/launch-pea.ts'
import type { Settings } from '../launch/settings.ts'
import type { Violations } from '../launch/violations.ts'
import { foldersOf } from '../plan/settle.ts'
import type { PeaCommand, PeaEvent } from './event.ts'
import { inProcess } from './first-state.ts'
import { PeaProcess, type ProcessEnd } from './pea-process.ts'
import { watchReadyLimit } from './ready-limit.ts'
import { toStartError } from './start-error.ts'
import { isRunning, isWatched, knownOf, type PeaState } from './state.ts'
import { step } from './step.ts'

/** Milliseconds that the final error of a Pea may take to arrive after its process has ended. */
const FINAL_ERROR_TIMEOUT = 100

type Violated = Pick<Violations, 'lines'>

/** Carries out what an event of this Pea asks for. */
export type Perform = (pea: SupervisedPea, command: PeaCommand) => void

/** One Pea of a running Flow through all its incarnations: its state, its process, and what callers wait for. */
export class SupervisedPea {
  readonly id: string
  /** Settles when it has opened its ports for the first time, or cannot. */
  readonly bound: Deferred<void> = defer()
  /** Resolves when it has no process and will get none. */
  ended: Deferred<void> = defer()
  /** Answered when it holds no request. */
  readonly idle = new Question<void>()
  readonly status = new Question<PeaStatus>()
  /** The Pods that it was asked to send no more to, each answered when its messages there are settled. */
  readonly pauses = new Map<string, Question<void>>()
  /** The receivers whose leaving it was told, each answered when its messages there are settled. */
  readonly leavings = new Map<string, Question<void>>()
  readonly #perform: Perform
  #state: PeaState
  #ready: Deferred<void> = defer()
  #finalError: Deferred<void> = defer()
  /** Settles when the life that follows an incarnation is ready, or has ended before. */
  #successor: { readonly after: number; readonly ready: Deferred<void> } | undefined
  #process = new PeaProcess()
  #stopWatch: () => void = () => {}
  #pause: NodeJS.Timeout | undefined

  constructor(state: PeaState, perform: Perform) {
    this.id = state.plan.id
    this.#state = state
    this.#perform = perform
  }

  get state(): PeaState {
    return this.#state
  }

  get plan(): PeaPlan {
    return this.#state.plan
  }

  /** Whether it answers requests. */
  get isReady(): boolean {
    return this.#state.phase === 'ready'
  }

  /** What it serves, as it said; `undefined` if it said nothing, or is not ready. */
  get endpoints(): Endpoints | undefined {
    return this.#state.phase === 'ready' ? this.#state.endpoints : undefined
  }

  /** The process or container of this life; `undefined` if it has none. */
  get process(): Pick<PeaProcess, 'handle' | 'launchedAt' | 'isLeaving' | 'over'> | undefined {
    return isRunning(this.#state) ? this.#process : undefined
  }

  /** Settles when it is ready, for the first time or after it was replaced, or cannot be. */
  get ready(): Promise<void> {
    return this.#ready.promise
  }

  /** Resolves once it is ready; rejects if the life that starts now, or the next one if none does, ends before. */
  untilReady(): Promise<void> {
    if (this.#state.phase === 'ready') return Promise.resolve()
    const { incarnation } = this.#state
    this.#successor ??= { after: isWatched(this.#state) ? incarnation - 1 : incarnation, ready: defer() }
    return this.#successor.ready.promise
  }

  /** Takes it in as running in this process, where it has no process of its own that could end. */
  join(): void {
    this.#state = inProcess(this.plan, performance.now())
    this.ended.resolve()
  }

  /** Takes what happened to it, and has done what that asks for. */
  apply(event: PeaEvent): void {
    const { state, commands } = step(this.#state, event)
    this.#state = state
    for (const command of commands) this.#perform(this, command)
  }

  /** Launches the current incarnation. `readyLimit` says when it has to be ready, on the clock of `performance.now()`. */
  async launch(settings: Settings, readyLimit: () => number): Promise<void> {
    const process = new PeaProcess()
    this.#process = process
    this.#finalError = defer()
    this.#stopWatch = watchReadyLimit(readyLimit, () => this.apply({ type: 'kill', reason: 'late' }))
    const { plan, incarnation } = this.#state
    const launch = { spec: toSpec(plan, incarnation, settings), folders: foldersOf(plan) }
    const end = await process.run(launch, settings, {
      onProgress: (message) => this.apply({ type: 'progress', message, now: performance.now() }),
      onReconnect: () => this.apply({ type: 'reconnected' }),
      onLaunched: ({ published, address }) => this.apply({ type: 'launched', reach: { published, address } }),
    })
    // Its last messages are read first: it may have been ready for a moment, and say why it ended.
    await nextTurn()
    this.#stopWatch()
    this.#failSuccessor({ ...end, incarnation }, settings.violations)
    this.apply({ type: 'exited', ...end, now: performance.now() })
    process.over.resolve()
  }

  /** Launches it again after a pause, in milliseconds. Another call replaces the pause. */
  relaunch(pause: number): void {
    clearTimeout(this.#pause)
    const launch = () => this.apply({ type: 'launch', now: performance.now() })
    if (pause === 0) launch()
    else this.#pause = setTimeout(launch, pause)
  }

  /** Launches it at once if it has no process, also after it was lost. */
  revive(): void {
    if (this.#state.phase === 'lost') this.ended = defer()
    this.relaunch(0)
  }

  kill(): void {
    this.#process.kill()
  }

  terminate(options: StopOptions): void {
    this.#process.terminate(options)
  }

  /** Ends its process, which is to be launched again. */
  replace(): void {
    this.#ready = defer()
    this.terminate({})
  }

  stopWatch(): void {
    this.#stopWatch()
  }

  settleReady(): void {
    this.#ready.resolve()
    this.#successor?.ready.resolve()
    this.#successor = undefined
  }

  settleFinalError(): void {
    this.#finalError.resolve()
  }

  /** Gives up a start, with the final error of the Pea if that is still on its way. */
  async failStart(cause: Error | undefined, { lines }: Violated): Promise<void> {
    const isLate = this.#state.killReason === 'late'
    if (cause === undefined && !isLate) await waitFor(this.#finalError.promise, { timeout: FINAL_ERROR_TIMEOUT })
    this.giveUp(toStartError(this.#state, cause, lines))
    this.ended.resolve()
  }

  /** Tells callers that it will never be what they wait for. */
  giveUp(error: Error): void {
    this.bound.reject(error)
    this.#ready.reject(error)
    this.#successor?.ready.reject(error)
    this.settleQuestions()
  }

  /** Answers what callers wait for that need not wait for it any longer. */
  settleQuestions(): void {
    for (const question of [this.idle, ...this.pauses.values(), ...this.leavings.values()]) question.answer()
  }

  #failSuccessor(
    { incarnation, exit, error }: ProcessEnd & { readonly incarnation: number },
    { lines }: Violated,
  ): void {
    if (this.#successor === undefined || incarnation <= this.#successor.after) return
    const ended = { ...knownOf(this.#state), phase: 'ended', exit } as const
    this.#successor.ready.reject(toStartError(ended, error, lines))
    this.#successor = undefined
  }
}

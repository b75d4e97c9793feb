import type { PeaPlan } from '@peaflow/core'
import { PROTOCOL } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PeaCommand, PeaEvent } from '../../src/supervise/event.ts'
import { unlaunched } from '../../src/supervise/first-state.ts'
import { isBeingReplaced, isRunning, type PeaState } from '../../src/supervise/state.ts'
import { step } from '../../src/supervise/step.ts'
import { sketchPlan } from '../plan/plans.ts'

const [sketched] = sketchPlan([
  { id: 'a/0', image: 'acme/a', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
]).peas as [PeaPlan, PeaPlan]

const POLICY = { policy: 'on_failure', max: 2, window: 50 } as const
const newPort = { ...sketched.inputs[0], edge: 7, mode: 'BIND', port: 9_000 } as PeaPlan['inputs'][number]

const exit = { code: 1, signal: null, lastLines: [] }
const shortage = Object.assign(new Error('no process'), { code: 'EMFILE' })
const error = { code: 'LAUNCH_X', message: 'no', pod: 'a', pea: 'a/0' }

/** Any event at any moment; `launch` is fed by commands alone. */
const anyEvent = fc.constantFrom<(now: number, plan: PeaPlan) => PeaEvent>(
  () => ({ type: 'launched', reach: {} }),
  () => ({ type: 'bound', ports: [1, 2], protocol: PROTOCOL }),
  () => ({ type: 'bound', ports: [1, 2], protocol: PROTOCOL + 1 }),
  (_, plan) => ({ type: 'wired', wire: plan }),
  (now) => ({ type: 'ready', now }),
  () => ({ type: 'fatal', error }),
  () => ({ type: 'kill', reason: 'late' }),
  () => ({ type: 'kill', reason: 'stuck' }),
  () => ({ type: 'kill', reason: 'silent' }),
  () => ({ type: 'reconnected' }),
  (now) => ({ type: 'progress', message: 'pulling', now }),
  (now, plan) => ({ type: 'replan', plan, now }),
  (now, plan) => ({ type: 'replan', plan: { ...plan, inputs: [...plan.inputs, newPort] }, now }),
  (now) => ({ type: 'exited', exit, now }),
  (now) => ({ type: 'exited', exit, error: shortage, now }),
)

const lifeEvents: readonly ((now: number) => PeaEvent)[] = [
  () => ({ type: 'launched', reach: {} }),
  () => ({ type: 'bound', ports: [1, 2], protocol: PROTOCOL }),
  (now) => ({ type: 'ready', now }),
  (now) => ({ type: 'exited', exit, now }),
]

/** Histories of whole lives, with any other event in between. */
const histories = fc.array(
  fc.record({
    event: fc.oneof(
      anyEvent,
      fc.nat(3).map((index) => lifeEvents[index]),
    ),
    delay: fc.oneof({ arbitrary: fc.nat(20), weight: 9 }, { arbitrary: fc.nat(70_000), weight: 1 }),
    stops: fc.nat(60),
  }),
  { maxLength: 60 },
)

/** A Pea as its process sees it: what a correct supervisor may ask for, and when. */
class Model {
  state: PeaState
  hasProcess = false
  launches = 0
  exits = 0
  ends = 0
  isStopping = false
  /** When it is launched again; `undefined` if it does not pause. */
  launchAt: number | undefined
  readonly restarts: number[] = []

  constructor(plan: PeaPlan) {
    this.state = unlaunched(plan, 5)
  }

  feed(event: PeaEvent, now: number): void {
    const before = this.state
    if (event.type === 'exited' && this.hasProcess) this.#exit()
    if (event.type === 'stop') this.isStopping = true
    const { state, commands } = step(before, event)
    this.state = state
    const isCounted = before.killReason !== 'replaced' && !(event.type === 'exited' && event.error === shortage)
    if (isCounted && commands.some(({ type }) => type === 'relaunch')) this.restarts.push(now)
    for (const command of commands) this.#obey(command, before, now)
    this.#check()
  }

  /** The end of a pause. */
  pass(now: number): void {
    if (this.launchAt === undefined || now < this.launchAt) return
    this.launchAt = undefined
    this.feed({ type: 'launch', now }, now)
  }

  #obey(command: PeaCommand, before: PeaState, now: number): void {
    const obey: { readonly [T in PeaCommand['type']]?: () => void } = {
      launch: () => this.#launch(),
      relaunch: () => {
        this.launchAt = now + ('pause' in command ? command.pause : 0)
        this.pass(now)
      },
      'end-pause': () => {
        expect(this.launchAt).toBeDefined()
        this.launchAt = now
        this.pass(now)
      },
      terminate: () => expect(this.hasProcess).toBe(true),
      'settle-ready': () => expect([before.phase, this.state.phase]).toEqual(['starting', 'ready']),
      end: () => this.#end(),
      'fail-start': () => this.#end(),
    }
    obey[command.type]?.()
    if (command.type === 'emit' && command.event.type === 'pea-exited') this.exits -= 1
  }

  #launch(): void {
    expect([this.hasProcess, this.isStopping, this.ends]).toEqual([false, false, 0])
    this.hasProcess = true
    this.launches += 1
  }

  #end(): void {
    this.ends += 1
  }

  #exit(): void {
    this.hasProcess = false
    this.exits += 1
  }

  #check(): void {
    const { state } = this
    const hasProcess = state.phase === 'launching' || isRunning(state) || isBeingReplaced(state)
    const isOver = state.phase === 'ended' || state.phase === 'lost'
    const isSound =
      hasProcess === this.hasProcess &&
      state.incarnation === this.launches &&
      this.exits === 0 &&
      this.ends <= (isOver ? 1 : 0) &&
      (state.phase !== 'pausing' || this.launchAt !== undefined) &&
      (state.phase !== 'ready' || (state.wasReady && state.failures === 0))
    // One comparison, since `expect` takes longer than all of it.
    if (!isSound) expect(state).toBe(`sound: ${JSON.stringify(this)}`)
  }
}

it.each([undefined, 'acme/a'])('holds its promises in every history of a Pea, in a container or not: %s', (image) => {
  const plan: PeaPlan = { ...sketched, image, restart: POLICY }
  fc.assert(
    fc.property(histories, (history) => {
      const model = new Model(plan)
      model.feed({ type: 'launch', now: 0 }, 0)
      let now = 0
      for (const { event, delay, stops } of history) {
        now += delay
        model.pass(now)
        if (stops === 0) model.feed({ type: 'stop', grace: undefined }, now)
        if (event !== undefined) model.feed(event(now, plan), now)
      }
      // No window of the restart policy has more restarts than the policy allows.
      for (const start of model.restarts) {
        const within = model.restarts.filter((time) => time >= start && time - start < POLICY.window)
        expect(within.length).toBeLessThanOrEqual(POLICY.max)
      }
      model.feed({ type: 'stop', grace: 0 }, now)
      if (model.hasProcess) model.feed({ type: 'exited', exit, now }, now)
      expect([model.hasProcess, model.ends]).toEqual([false, 1])
    }),
    { numRuns: 1_000 },
  )
})

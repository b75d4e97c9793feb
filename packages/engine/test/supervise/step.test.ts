import type { PeaExit, PeaPlan } from '@peaflow/core'
import { PROTOCOL } from '@peaflow/protocol'
import { describe, expect, it } from 'vitest'
import type { PeaCommand, PeaEvent } from '../../src/supervise/event.ts'
import { unlaunched } from '../../src/supervise/first-state.ts'
import { isBeingReplaced, isLate, type PeaState } from '../../src/supervise/state.ts'
import { step } from '../../src/supervise/step.ts'
import { sketchPlan } from '../plan/plans.ts'

const [plan] = sketchPlan([
  { id: 'a/0', image: 'acme/a', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
]).peas as [PeaPlan, PeaPlan]

const exit: PeaExit = { code: 1, signal: null, lastLines: ['oh'] }
const launch: PeaEvent = { type: 'launch', now: 0 }
const launched: PeaEvent = { type: 'launched', reach: {} }
const bound: PeaEvent = { type: 'bound', ports: [1, 2], protocol: PROTOCOL }
const ready: PeaEvent = { type: 'ready', now: 0 }
const exited: PeaEvent = { type: 'exited', exit, now: 1 }
const stop: PeaEvent = { type: 'stop', grace: undefined }
const error = { code: 'LAUNCH_X', message: 'no model', pod: 'a', pea: 'a/0' }

/** What a history of events leads to: the last state, and the commands of the last event. */
function after(events: readonly PeaEvent[], pea: PeaPlan = plan) {
  let [state, commands]: [PeaState, readonly PeaCommand[]] = [unlaunched(pea, 5), []]
  for (const event of events) ({ state, commands } = step(state, event))
  return { state, commands: commands.map((command) => (command.type === 'emit' ? command.event.type : command.type)) }
}

const up = [launch, launched, bound, ready]
const never = { ...plan, restart: { ...plan.restart, policy: 'never' } } as const
const external = { ...plan, external: true, restart: { ...plan.restart, max: 0 } } as const

const failed = [launch, launched, exited]
/** Lives that end before they are ready. */
const failedLives = (count: number) => Array.from({ length: count }, () => failed).flat()

const histories: [name: string, events: readonly PeaEvent[], phase: PeaState['phase'], commands: string[]][] = [
  ['is launched', [launch], 'launching', ['launch']],
  ['has a process', [launch, launched], 'starting', ['pea-launched']],
  ['opens its ports', [launch, launched, bound], 'starting', ['settle-bound', 'wire-peers']],
  [
    'opens its ports before its launcher returns',
    [launch, bound, launched],
    'starting',
    ['pea-launched', 'settle-bound', 'wire-peers'],
  ],
  ['is ready', up, 'ready', ['stop-watch', 'settle-ready', 'pea-ready', 'repeat-questions']],
  ['is ready only once', [...up, ready], 'ready', []],
  ['is not ready before its ports are open', [launch, launched, ready], 'starting', []],
  ['ends before it is ready', failed, 'pausing', ['pea-exited', 'announce-exit', 'relaunch']],
  ['fails its first five starts', failedLives(5), 'ended', ['pea-exited', 'fail-start']],
  ['cannot be launched', [launch, { ...exited, error: new Error('no image') }], 'ended', ['pea-exited', 'fail-start']],
  [
    'is late in its first start',
    [launch, launched, { type: 'kill', reason: 'late' }, exited],
    'ended',
    ['pea-exited', 'fail-start'],
  ],
  [
    'has a final error in its first start',
    [launch, launched, { type: 'fatal', error }, exited],
    'ended',
    ['pea-exited', 'fail-start'],
  ],
  ['ends and is launched again', [...up, exited], 'pausing', ['pea-exited', 'announce-exit', 'relaunch']],
  [
    'is degraded',
    [...up, exited, ...failedLives(3)],
    'pausing',
    ['pea-exited', 'announce-exit', 'pea-degraded', 'settle-idle', 'relaunch'],
  ],
  ['stays degraded', [...up, exited, ...failedLives(9)], 'pausing', ['pea-exited', 'announce-exit', 'relaunch']],
  [
    'recovers',
    [...up, exited, ...failedLives(3), ...up],
    'ready',
    ['stop-watch', 'remind-peers', 'settle-ready', 'pea-ready', 'pea-restarted', 'pea-recovered', 'repeat-questions'],
  ],
  ['shows no sign of life', [...up, { type: 'kill', reason: 'silent' }], 'ready', ['kill']],
  ['connects again', [...up, { type: 'reconnected' }], 'ready', ['send-state']],
  ['cannot connect after its end', [...up, exited, { type: 'reconnected' }], 'pausing', []],
  [
    'is ready again',
    [...up, exited, ...up],
    'ready',
    ['stop-watch', 'settle-ready', 'pea-ready', 'pea-restarted', 'repeat-questions'],
  ],
  [
    'is killed when it reports a final error in its start',
    [launch, launched, { type: 'fatal', error }],
    'starting',
    ['settle-final-error', 'kill'],
  ],
  ['ends by itself after a final error', [...up, { type: 'fatal', error }], 'ready', ['settle-final-error']],
  ['is killed if it is late', [launch, { type: 'kill', reason: 'late' }], 'launching', ['kill']],
  ['cannot be late once it is ready', [...up, { type: 'kill', reason: 'late' }], 'ready', []],
  ['is killed if a call is stuck', [...up, { type: 'kill', reason: 'stuck' }], 'ready', ['kill']],
  ['is not killed twice', [...up, stop, exited, { type: 'kill', reason: 'stuck' }], 'ended', []],
  ['is killed with another protocol', [launch, { ...bound, protocol: 99 }], 'launching', ['kill']],
  ['is stopped while it is launched', [launch, stop], 'launching', ['kill']],
  ['is stopped', [...up, stop], 'ready', ['terminate']],
  ['is stopped at once', [...up, { type: 'stop', grace: 0 }], 'ready', ['kill']],
  ['is stopped while it pauses', [...failed, stop], 'pausing', ['end-pause']],
  ['is stopped after its end', [...failedLives(5), stop], 'ended', []],
  ['ends after it was stopped', [...up, stop, exited], 'ended', ['pea-exited', 'give-up', 'end']],
  ['is not launched again while it is stopped', [...up, exited, stop, launch], 'ended', ['give-up', 'end']],
  ['is not launched twice', [launch, launch], 'launching', []],
  ['has no process that could be launched twice', [...up, launched], 'ready', []],
  ['takes no ports after its end', [launch, launched, exited, bound], 'pausing', []],
]

it.each(histories)('%s', (_name, events, phase, commands) => {
  const { state, commands: last } = after(events)
  expect([state.phase, last]).toEqual([phase, commands])
})

describe('the event of an end', () => {
  const endOf = (events: readonly PeaEvent[]) => {
    const { state } = after(events)
    const [command] = step(state, exited).commands
    return command?.type === 'emit' && command.event.type === 'pea-exited' ? command.event.exit.reason : 'no event'
  }

  it.each([
    ['silent', up, 'it showed no sign of life for 5 s, so it was ended'],
    ['stuck', up, 'a call ran past its time limit, so it was ended'],
    ['late', [launch, launched], 'it was not ready within 10 s, so it was ended'],
  ] as const)('says why the Flow has ended a Pea that was %s', (reason, before, said) => {
    expect(endOf([...before, { type: 'kill', reason }])).toBe(said)
  })

  it('has the reason of the launcher for a Pea that ended by itself', () => {
    expect(endOf(up)).toBeUndefined()
  })
})

describe('a Pea whose restart policy allows no restart', () => {
  it('is lost, and ends', () => {
    const { state, commands } = after([...up, exited], never)
    expect(state).toMatchObject({ phase: 'lost', exit })
    expect(commands).toEqual(['pea-exited', 'announce-exit', 'pea-lost', 'give-up', 'end'])
    expect(after([...up, exited, { type: 'fatal', error }], never)).toMatchObject({ commands: [] })
  })

  it('fails the start at its first end', () => {
    expect(after(failed, never).commands).toEqual(['pea-exited', 'fail-start'])
  })

  it('is dialled again if it is external, however often it may be started', () => {
    expect(after([...up, exited, ...failedLives(9)], external).commands.at(-1)).toBe('relaunch')
    expect(after([...up, exited], { ...external, restart: never.restart }).state.phase).toBe('lost')
  })
})

describe('a Pea in a container that another plan gives a new port', () => {
  const wired: PeaEvent = { type: 'wired', wire: plan }
  const input = { ...plan.inputs[0], edge: 7, mode: 'BIND', port: 9_000 } as PeaPlan['inputs'][number]
  const replan: PeaEvent = { type: 'replan', plan: { ...plan, inputs: [...plan.inputs, input] }, now: 5 }

  it('is replaced, which its restart policy does not count', () => {
    const replaced = after([...up, wired, replan])
    expect(replaced.commands).toEqual(['replace'])
    expect(isBeingReplaced(replaced.state)).toBe(true)
    const next = after([...up, wired, replan, exited])
    expect(next.commands).toEqual(['pea-exited', 'announce-exit', 'relaunch'])
    expect(next.state).toMatchObject({ restarts: { count: 0 }, failures: 0, plan: { inputs: { length: 2 } } })
  })

  it('can be stopped meanwhile', () => {
    expect(after([...up, wired, replan, stop]).commands).toEqual(['terminate'])
    expect(after([...up, wired, replan, stop, exited]).commands).toEqual(['pea-exited', 'give-up', 'end'])
  })

  it('gets the plan without being replaced if it is not running, or on this machine', () => {
    const time = { readyBy: 5 + plan.timeoutReady }
    expect(after([launch, replan])).toMatchObject({ state: { phase: 'launching', ...time }, commands: [] })
    expect(after([...up, wired, replan], { ...plan, image: undefined })).toMatchObject({ commands: ['replace'] })
    const local: PeaEvent = { ...replan, plan: { ...replan.plan, image: undefined } }
    expect(after([...up, wired, local])).toMatchObject({ state: { phase: 'ready' }, commands: [] })
  })
})

it('has as much time after a long launch as after a short one', () => {
  const { state, commands } = after([launch, { type: 'progress', message: 'pulling', now: 60_000 }])
  expect(state).toMatchObject({ readyBy: 60_000 + plan.timeoutReady })
  expect(commands).toEqual(['pea-progress'])
  expect(after([...up, { type: 'progress', message: 'late', now: 1 }]).commands).toEqual([])
})

it('is late if it never was ready in its time', () => {
  const late = (events: readonly PeaEvent[], now: number) => isLate(after(events).state, now)
  expect([late([launch], plan.timeoutReady - 1), late([launch], plan.timeoutReady)]).toEqual([false, true])
  expect(late([launch, launched, { type: 'kill', reason: 'late' }, exited], 0)).toBe(true)
  expect(late(failedLives(5), 1e9)).toBe(false)
  expect(late(up, 1e9)).toBe(false)
})

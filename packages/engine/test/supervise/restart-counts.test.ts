import { expect, it } from 'vitest'
import type { PeaEvent } from '../../src/supervise/event.ts'
import { unlaunched } from '../../src/supervise/first-state.ts'
import { RestartCounts } from '../../src/supervise/restart-counts.ts'
import type { PeaState } from '../../src/supervise/state.ts'
import { step } from '../../src/supervise/step.ts'
import { exit, plan, up } from './one-pea.ts'

const exited = (own: Partial<Extract<PeaEvent, { type: 'exited' }>> = {}): PeaEvent => ({
  type: 'exited',
  exit,
  now: 1,
  ...own,
})
const kill = (reason: 'late' | 'stuck' | 'silent'): PeaEvent => ({ type: 'kill', reason })
const shortage = Object.assign(new Error('spawn EMFILE'), { code: 'EMFILE' })

/** The reasons of all restarts that a history of events leads to; `undefined` for one that no policy counts. */
function reasons(events: readonly PeaEvent[]) {
  let state: PeaState = unlaunched(plan, 5)
  return events.flatMap((event) => {
    const next = step(state, event)
    state = next.state
    return next.commands.flatMap((command) => (command.type === 'relaunch' ? [command.reason] : []))
  })
}

type Reasons = readonly (string | undefined)[]

const histories: readonly (readonly [what: string, events: readonly PeaEvent[], reasons: Reasons])[] = [
  ['ends by itself', [...up, exited()], ['exit']],
  ['runs out of memory', [...up, exited({ exit: { ...exit, outOfMemory: true } })], ['oom']],
  ['hangs in a call', [...up, kill('stuck'), exited()], ['hung']],
  ['shows no sign of life', [...up, kill('silent'), exited()], ['unreachable']],
  ['is not ready in time again', [...up, exited(), ...up.slice(0, 2), kill('late'), exited()], ['exit', 'late']],
  ['dies twice, for two reasons', [...up, exited(), ...up, kill('stuck'), exited()], ['exit', 'hung']],
  ['is replaced', [...up, { type: 'replace' }, exited()], [undefined]],
  ['finds no descriptors', [...up, exited(), ...up.slice(0, 1), exited({ error: shortage })], ['exit', undefined]],
  ['is asked to stop', [...up, { type: 'stop', grace: 0 }, exited()], []],
]

it.each(histories)('a Pea that %s', (_, events, expected) => {
  expect(reasons(events)).toEqual(expected)
})

it('counts by Pod and reason', () => {
  const counts = new RestartCounts()
  counts.add('a', 'exit')
  counts.add('a', 'exit')
  counts.add('a', 'oom')
  counts.add('b', 'late')
  expect(counts.of('a')).toEqual({ exit: 2, oom: 1, hung: 0, unreachable: 0, late: 0 })
  expect([counts.of('b').late, counts.of('c').exit]).toEqual([1, 0])
})

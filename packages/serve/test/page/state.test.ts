import { describe, expect, it } from 'vitest'
import { pageModule } from './module.ts'

const { INITIAL, reduce } = await pageModule('model/state.js')
const { describeEvent } = await pageModule('model/events.js')

describe('what the page knows', () => {
  const after = (...actions: readonly object[]) => actions.reduce((state, action) => reduce(state, action), INITIAL)
  const status = (pid: number) => ({
    type: 'status',
    status: { flow: 'search', pid, started: '2026-01-01T00:00:00Z', pods: {}, peas: [] },
  })
  const rates = (rate: number) => ({
    type: 'rates',
    rates: { flow: { rate, p99: 1 }, pods: { a: { rate, p99: null } } },
  })

  it('is the last of what it was sent, and some of what was before', () => {
    const many = Array.from({ length: 300 }, (_, id) => ({ type: 'trace', trace: { id } }))
    const state = after({ type: 'up' }, rates(1), rates(2), ...many)
    expect(state.connection).toBe('up')
    expect(state.history.pods.a.map(({ rate }: { rate: number }) => rate)).toEqual([1, 2])
    expect([state.traces.length, state.traces.at(-1).id]).toEqual([200, 299])
  })

  it('has no request twice', () => {
    const state = after({ type: 'trace', trace: { id: 1 } }, { type: 'traces', traces: [{ id: 2 }, { id: 1 }] })
    expect(state.traces.map(({ id }: { id: number }) => id)).toEqual([1, 2])
  })

  it('begins anew with another start of the Flow', () => {
    const state = after(status(1), { type: 'trace', trace: { id: 1 } }, status(1), status(2))
    expect([state.traces, state.events.length, state.status.pid]).toEqual([[], 1, 2])
  })

  it('keeps what is shown of a Flow that has gone, without figures', () => {
    const state = after(status(1), rates(1), { type: 'gone' })
    expect([state.connection, state.rates, state.status.flow]).toEqual(['gone', undefined, 'search'])
  })

  it('is not changed by what it does not know', () => {
    expect(after({ type: 'constructor' }, { type: 'other' })).toBe(INITIAL)
  })
})

describe('events', () => {
  const exit = { code: null, signal: 'SIGKILL', lastLines: [] }
  const events: readonly (readonly [event: object, tone: string, text: string, pod: string])[] = [
    [{ type: 'pea-ready', pea: 'a/0' }, 'good', 'a/0 is ready', 'a'],
    [{ type: 'pea-exited', pea: 'a/0', expected: true, exit }, 'calm', 'a/0 has ended', 'a'],
    [
      { type: 'pea-exited', pea: 'a/0', expected: false, exit, restartIn: 100 },
      'bad',
      'a/0 ended: SIGKILL; again in 100 ms',
      'a',
    ],
    [
      { type: 'pea-exited', pea: 'a/0', expected: false, exit: { ...exit, signal: null, code: 3 } },
      'bad',
      'a/0 ended: exit code 3',
      'a',
    ],
    [{ type: 'scaled', pod: 'a', from: 2, to: 1 }, 'good', 'a has 1 replica', 'a'],
    [{ type: 'restarting', pod: 'a' }, 'calm', 'a gets new Peas, one after another', 'a'],
  ]
  it.each(events)('%j', (event, tone, text, of) => expect(describeEvent(event)).toMatchObject({ tone, text, pod: of }))

  it('that nobody knows are not shown', () => expect(describeEvent({ type: 'unheard-of' })).toBeUndefined())
})

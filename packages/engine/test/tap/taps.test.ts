import { setImmediate as turn } from 'node:timers/promises'
import type { TapOrder } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import type { TapOptions } from '../../src/tap/options.ts'
import { FakeFlow } from '../fake-flow.ts'
import { sketchPlan } from '../plan/plans.ts'

const plan = sketchPlan([
  { id: 'a/0', to: ['b/0', 'b/1'] },
  { id: 'b/0', to: ['gateway'] },
  { id: 'b/1', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
])

const ERROR = Buffer.from(JSON.stringify({ code: 'REQUEST_EXECUTOR', message: 'no', pod: 'a', pea: 'a/0' }))

async function start() {
  const flow = new FakeFlow(plan)
  await flow.start()
  const orders = (pea: string) => flow.sentTo(pea, 'tap').map(({ type: _type, ...order }) => order)
  /** A Pea answers the tap with a copy of an error. */
  const answer = (pea: string, request: number, of: Partial<TapOrder> = {}) => {
    const about = { request, endpoint: '/', attempt: 0, shard: 0, shards: 1, skipped: 3 }
    const content = { error: true, payload: ERROR.toString('base64'), bytes: ERROR.length }
    flow.report({ type: 'tapped', pea, tap: 0, at: 'out', ...about, ...content, ...of })
  }
  return { flow, taps: flow.taps, orders, answer }
}

it('asks each replica of the Pod from the first read on, and again when a copy has been read', async () => {
  const { taps, orders, answer } = await start()
  const tap = taps.open('b', { rate: 5, bytes: 100 })
  expect(orders('b/0')).toEqual([])
  const read = tap.next()
  const order = { tap: 0, at: 'out', rate: 5, bytes: 100 }
  expect([orders('b/0'), orders('b/1'), orders('a/0')]).toEqual([[order], [order], []])
  answer('b/1', 7)
  expect(await read).toMatchObject({
    value: {
      pea: 'b/1',
      at: 'out',
      request: 7,
      endpoint: '/',
      skipped: 3,
      truncated: false,
      error: { code: 'REQUEST_EXECUTOR' },
    },
  })
  answer('b/0', 8)
  expect([orders('b/0').length, orders('b/1').length]).toEqual([1, 2])
  expect(await tap.next()).toMatchObject({ value: { pea: 'b/0', request: 8 } })
  expect(orders('b/0')).toEqual([order, order])
})

it('keeps no copy that it has not asked for', async () => {
  const { taps, answer } = await start()
  const tap = taps.open('b', {})
  const read = tap.next()
  answer('b/0', 1)
  await read
  for (let request = 2; request < 100; request++) answer('b/0', request)
  answer('a/0', 100)
  answer('b/1', 101, { at: 'in' })
  answer('b/1', 102)
  expect([await tap.next(), await tap.next()].map(({ value }) => value?.request)).toEqual([2, 102])
})

it('ends at every replica when the loop is left, once', async () => {
  const { taps, orders, answer } = await start()
  const tap = taps.open('b', {})
  const read = tap.next()
  answer('b/0', 1)
  await read
  await tap.return()
  await tap.return()
  for (const pea of ['b/0', 'b/1']) expect(orders(pea).filter(({ rate }) => rate === 0)).toHaveLength(1)
  expect(await tap.next()).toEqual({ done: true, value: undefined })
  // A copy that was on its way: the Pea may have missed the end.
  answer('b/1', 2)
  expect(orders('b/1').filter(({ rate }) => rate === 0)).toHaveLength(2)
})

it('ends with the reason of its signal, also when that has aborted before', async () => {
  const { taps, orders } = await start()
  const controller = new AbortController()
  const tap = taps.open('b', { signal: controller.signal })
  const reads = [tap.next(), tap.next()]
  controller.abort(new Error('enough'))
  await expect(reads[0]).rejects.toThrow('enough')
  expect(await reads[1]).toEqual({ done: true, value: undefined })
  expect(orders('b/0').map(({ rate }) => rate)).toEqual([10, 0])
  await expect(taps.open('b', { signal: AbortSignal.abort(new Error('before')) }).next()).rejects.toThrow('before')
  expect(orders('b/0')).toHaveLength(2)
})

it('ends with the Flow', async () => {
  const { taps, flow } = await start()
  const reads = [taps.open('a', {}).next(), taps.open('b', {}).next()]
  taps.close()
  expect(await Promise.all(reads)).toEqual([
    { done: true, value: undefined },
    { done: true, value: undefined },
  ])
  expect(flow.supervisor.peas.size).toBe(4)
})

it('takes in a replica that is ready later, or again', async () => {
  const { taps, flow, orders } = await start()
  const tap = taps.open('b', {})
  void tap.next()
  flow.processOf('b/0')?.exit(1)
  await expect.poll(() => orders('b/0').length).toBe(2)
  await tap.return()
  await turn()
})

it('tells what is wrong', async () => {
  const { taps } = await start()
  const wrong: [pod: string, options: unknown, code: string, message: RegExp][] = [
    ['c', {}, 'TOPOLOGY_UNKNOWN_POD', /no Pod "c"/],
    ['gateway', {}, 'CONFIG_TAP', /the gateway cannot be tapped/],
    ['b', { at: 'up' }, 'CONFIG_TAP', /at is "up"/],
    ['b', { rate: 0 }, 'CONFIG_TAP', /rate is 0/],
    ['b', { rate: 1_001 }, 'CONFIG_TAP', /rate is 1001/],
    ['b', { rate: Number.NaN }, 'CONFIG_TAP', /rate is NaN/],
    ['b', { bytes: 1_048_577 }, 'CONFIG_TAP', /bytes is 1048577/],
    ['b', { bytes: 1.5 }, 'CONFIG_TAP', /bytes is 1.5/],
  ]
  for (const [pod, options, code, message] of wrong) {
    expect(() => taps.open(pod, options as TapOptions)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    )
  }
})

it('opens at most eight taps of one Pod', async () => {
  const { taps } = await start()
  const open = Array.from({ length: 8 }, () => taps.open('b', {}))
  expect(() => taps.open('b', {})).toThrow('"b" has 8 taps')
  taps.open('a', {})
  await open[3]?.return()
  taps.open('b', {})
})

import type { Message, TappedMessage } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { Taps } from '../../src/pea/taps.ts'

function open() {
  const taps = new Taps()
  const sent: TappedMessage[] = []
  taps.listen((copy) => sent.push(copy))
  return { taps, sent }
}

const order = { tap: 1, at: 'out', rate: 1_000, bytes: 8 } as const

function message(request: number, payload: Uint8Array = Buffer.from('abc')): Message {
  const numbers = { request, deadline: 0, attempt: 2, tries: 0, shard: 1, shards: 3 }
  return { ...numbers, endpoint: '/a', isError: false, isUrgent: false, payload, payloadBytes: payload.length }
}

it('copies one message each time that it is asked, and counts the others', () => {
  const { taps, sent } = open()
  expect(taps.isOn).toBe(false)
  taps.apply(order)
  expect(taps.isOn).toBe(true)
  for (let request = 0; request < 5; request++) taps.copy('out', message(request))
  const first = { tap: 1, at: 'out', request: 0, endpoint: '/a', attempt: 2, shard: 1, shards: 3, error: false }
  expect(sent).toEqual([{ ...first, payload: 'YWJj', bytes: 3, skipped: 0 }])
  taps.apply({ ...order, tap: 2 })
  taps.copy('out', message(5))
  expect(sent.slice(1)).toMatchObject([{ tap: 2, request: 5, skipped: 0 }])
})

it('copies what passes at its point alone', () => {
  const { taps, sent } = open()
  taps.apply({ ...order, at: 'in' })
  taps.copy('out', message(1))
  taps.copy('in', message(2))
  expect(sent).toMatchObject([{ at: 'in', request: 2, skipped: 0 }])
})

it('leaves the content out if it is too large, and says what it is a piece of', () => {
  const { taps, sent } = open()
  taps.apply(order)
  taps.copy('out', { ...message(1, Buffer.alloc(9)), isError: true, piece: { index: 4, more: false } })
  expect(sent).toMatchObject([{ payload: null, bytes: 9, error: true, piece: { index: 4, more: false } }])
})

it('copies no more than its rate, however fast it is asked', () => {
  const { taps, sent } = open()
  const begun = performance.now()
  for (let request = 0; sent.length < 4; request++) {
    taps.apply({ ...order, rate: 50 })
    taps.copy('out', message(request))
  }
  expect(performance.now() - begun).toBeGreaterThanOrEqual(60)
  expect(sent.slice(1).reduce((sum, { skipped }) => sum + skipped + 1, 0)).toBe(sent.at(-1)?.request)
})

it('pauses longer after a large copy: 16 MB a second', () => {
  const { taps, sent } = open()
  const large = Buffer.alloc(480_000)
  const begun = performance.now()
  while (sent.length < 2) {
    taps.apply({ ...order, bytes: 1_048_576 })
    taps.copy('out', message(0, large))
  }
  expect(performance.now() - begun).toBeGreaterThanOrEqual(30)
})

it('has at most eight taps, and costs nothing once they have ended', () => {
  const { taps, sent } = open()
  for (let tap = 1; tap <= 9; tap++) taps.apply({ ...order, tap })
  taps.copy('out', message(0))
  expect(sent.map(({ tap }) => tap)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  for (let tap = 1; tap <= 7; tap++) taps.apply({ ...order, tap, rate: 0 })
  expect(taps.isOn).toBe(true)
  taps.apply({ ...order, tap: 8, rate: 0 })
  expect(taps.isOn).toBe(false)
  taps.apply(order)
  taps.clear()
  expect(taps.isOn).toBe(false)
  taps.copy('out', message(1))
  expect(sent).toHaveLength(8)
})

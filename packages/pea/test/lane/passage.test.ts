import { expect, it } from 'vitest'
import { Gather } from '../../src/gather/gather.ts'
import type { Passage } from '../../src/link/passage.ts'
import { read } from '../../src/memory/spares.ts'
import { pack, wholeMessage } from '../../src/wire/pack.ts'
import type { WireRecord } from '../../src/wire/record.ts'
import type { Run } from '../../src/wire/run.ts'
import { ack, FLOW, giveParts, greeting, numbersOf, openGiver, openTaker, runOf } from './ends.ts'

it('leaves as the very message that it came in, with other numbers', () => {
  const { run, sent } = passOn(3)
  expect(sent.at(-1)).toEqual([run])
  expect(wholeMessage([run])?.[0]).toBe(run.frame)
  expect(numbersOf(pack(FLOW, [run]))).toEqual([5, 6, 7])
})

it('is done for its giver once the next Pea has all of it', () => {
  const { taker, next, receipts } = passOn(3)
  next.lane.hear(ack({ got: 7 }))
  expect(receipts().at(-1)).toMatchObject({ got: 3, doneBelow: 0 })
  next.lane.hear(ack({ got: 8, doneBelow: 6 }))
  taker.hurry()
  expect(receipts().at(-1)).toMatchObject({ got: 3, doneBelow: 3 })
  expect(next.lane.pending).toBe(2)
})

it('comes back part by part when the next Pea ends, and is done when another one has the last of it', () => {
  const { next, taker, receipts } = passOn(4)
  next.lane.hear(ack({ got: 7, doneBelow: 6 }))
  const parcels = next.lane.part()
  expect(parcels.map(({ request, isGot }) => [request, isGot])).toEqual([
    [101, true],
    [102, false],
    [103, false],
  ])
  expect(parcels.map(({ payload }) => String(payload))).toEqual(['payload 1', 'payload 2', 'payload 3'])
  for (const parcel of parcels) parcel.receipt()
  taker.hurry()
  expect(receipts().at(-1)).toMatchObject({ doneBelow: 4 })
})

it('is sent again from where the other end has it, with the time that is left', () => {
  const { next, sent } = passOn(4)
  next.lane.meet(greeting({ gives: false, got: 7 }), next.port)
  next.turn.flush()
  const records = sent.at(-1) as WireRecord[]
  expect(numbersOf(pack(FLOW, records))).toEqual([7, 8])
  expect(records.map((record) => 'timeLeft' in record && record.timeLeft < 60_000)).toEqual([true, true])
})

it('gives up only the part of a request that is cancelled', () => {
  const { next } = passOn(3)
  for (const parcel of next.lane.parcelsOf(new Set([101, 999]))) parcel.isDropped = true
  expect(next.lane.part().map(({ request, isDropped }) => [request, isDropped])).toEqual([
    [100, false],
    [101, true],
    [102, false],
  ])
})

it('is over for whoever repeats one of its parts when it is over for its giver', () => {
  const { gather, next } = passOn(3)
  const repeating = openTaker((receipt, run) => {
    for (const part of run.parts()) expect(gather.take(0, receipt, part)).toBeUndefined()
    return true
  })
  repeating.taker.hear(runOf(1))
  expect(repeating.receipts().at(-1)).toMatchObject({ got: 1, doneBelow: 0 })
  next.lane.hear(ack({ got: 8 }))
  expect(repeating.receipts().at(-1)).toMatchObject({ got: 1, doneBelow: 1 })
})

it('leaves its memory to others once the next Pea is done with all of it', () => {
  const { run, next } = passOn(2, 'x'.repeat(20_000))
  const { buffer, length } = run.frame
  next.lane.hear(ack({ got: 7, doneBelow: 6 }))
  expect(read.take(length).buffer).not.toBe(buffer)
  next.lane.hear(ack({ got: 7, doneBelow: 7 }))
  expect(read.take(length).buffer).toBe(buffer)
})

it('is not taken for done before it was sent', () => {
  const { next } = passOn(2)
  expect(next.lane.hear(ack({ got: 8 }))).toBe(false)
})

/** A taker that hears so many parts in one message, and a lane to the next Pea, which has had five parts before. */
function passOn(count: number, payload?: string) {
  const next = openGiver('c/0')
  next.lane.hear(ack({ got: 0 }))
  giveParts(next, 5)
  next.lane.hear(ack({ got: 5, doneBelow: 5 }))
  const gather = new Gather()
  gather.wire({ edges: [0], isReplica: false })
  let passed: Run | undefined
  const opened = openTaker((receipt, run) => {
    passed = run
    next.lane.pass(gather.pass(run, receipt) as Passage)
    return true
  })
  expect(opened.taker.hear(runOf(count, payload))).toBe(true)
  next.turn.flush()
  return { run: passed as Run, next, sent: next.sent, gather, ...opened }
}

import type { Document } from '@peaflow/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pump } from '../../src/gateway/pump.ts'
import { BatchSource, type Documents, SingleSource, type Source } from '../../src/gateway/source.ts'

/** Documents, each of which arrives at once or later, and after the last of which the source may throw. */
interface Script {
  readonly isAsync: boolean
  readonly isLate: readonly boolean[]
  readonly throws: boolean
}

const gone = new Error('the disk is gone')

function sourceOf(script: Script, onReturn: () => void = () => {}): Documents {
  return script.isAsync ? asyncSource(script, onReturn) : syncSource(script, onReturn)
}

function* syncSource({ isLate, throws }: Script, onReturn: () => void): Generator<Document> {
  let isOver = false
  try {
    for (const [n] of isLate.entries()) yield { id: `d${n}` }
    isOver = true
    if (throws) throw gone
  } finally {
    if (!isOver) onReturn()
  }
}

async function* asyncSource({ isLate, throws }: Script, onReturn: () => void): AsyncGenerator<Document> {
  let isOver = false
  try {
    for (const [n, waits] of isLate.entries()) {
      if (waits) await tick()
      yield { id: `d${n}` }
    }
    isOver = true
    if (throws) throw gone
  } finally {
    if (!isOver) onReturn()
  }
}

/** A pump with as much room as a test gives it, and what it did. */
function pumpOf(source: Source) {
  const state = { room: 0, isOpen: true, sent: [] as (readonly Document[])[], ends: [] as unknown[] }
  const pump = new Pump({
    source,
    room: () => state.room,
    isOpen: () => state.isOpen,
    send: (documents) => {
      expect(state.room).toBeGreaterThan(0)
      state.room -= 1
      state.sent.push(documents)
    },
    onEnd: (failure) => state.ends.push(failure?.thrown),
  })
  return { pump, state }
}

const tick = () => new Promise((resolve) => setImmediate(resolve))

const script = fc.record({
  isAsync: fc.boolean(),
  isLate: fc.array(fc.boolean(), { maxLength: 40 }),
  throws: fc.boolean(),
})

describe('a pump', () => {
  it('sends every document once and in order, and never more requests than there is room for', async () => {
    const rooms = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(script, rooms, fc.integer({ min: 1, max: 7 }), async (documents, rooms, batch) => {
        const { pump, state } = pumpOf(new BatchSource(sourceOf(documents), batch))
        pump.run()
        let granted = 0
        for (const room of [...rooms, ...documents.isLate.map(() => 1), 1]) {
          state.room += room
          granted += room
          pump.wake()
          await tick()
          expect(state.sent.length).toBeLessThanOrEqual(granted)
        }
        while (state.ends.length === 0) await tick()
        const ids = documents.isLate.map((_, index) => `d${index}`)
        // What was read of the request that an error interrupts is not sent.
        const whole = documents.throws ? ids.slice(0, ids.length - (ids.length % batch)) : ids
        expect(state.sent.flat().map(({ id }) => id)).toEqual(whole)
        expect(state.sent.slice(0, -1).every((documents) => documents.length === batch)).toBe(true)
        expect(state.ends).toEqual([documents.throws ? gone : undefined])
      }),
      { numRuns: 60 },
    )
  })

  it('reads nothing while there is no room', async () => {
    let read = 0
    function* counting() {
      for (;;) yield { id: `d${read++}` }
    }
    const { pump, state } = pumpOf(new BatchSource(counting(), 2))
    pump.run()
    await tick()
    expect(read).toBe(0)
    state.room = 3
    pump.wake()
    pump.wake()
    await tick()
    expect([read, state.sent.length]).toEqual([6, 3])
  })

  it('sends no more once the stream is closed, and drops what arrives then', async () => {
    const { pump, state } = pumpOf(new BatchSource(sourceOf({ isAsync: true, isLate: [true, true], throws: false }), 1))
    state.room = 10
    pump.run()
    state.isOpen = false
    await tick()
    await tick()
    expect([state.sent, state.ends]).toEqual([[], [undefined]])
  })
})

describe('a source', () => {
  it('closes its iterator once, and not one that has ended', async () => {
    for (const [read, closes] of [
      [1, 1],
      [5, 0],
    ] as const) {
      let closed = 0
      const source = new BatchSource(
        sourceOf({ isAsync: false, isLate: [false, false], throws: false }, () => {
          closed += 1
        }),
        1,
      )
      const reader = { onBatch: () => undefined, onThrown: () => undefined }
      for (let n = 0; n < read; n++) source.next(reader)
      await source.close()
      await source.close()
      expect(closed).toBe(closes)
    }
  })

  it('of one request has that request, and no second', async () => {
    const source = new SingleSource([{ id: 'a' }])
    expect([source.next(), source.next()]).toEqual([[{ id: 'a' }], undefined])
    await source.close()
  })
})

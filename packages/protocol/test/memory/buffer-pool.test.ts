import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BufferPool, releaseBuffer, SMALLEST } from '../../src/memory/buffer-pool.ts'

const lengths = fc.oneof(fc.integer({ min: 0, max: SMALLEST + 1 }), fc.integer({ min: SMALLEST, max: 3_000_000 }))

describe('Spares', () => {
  it('gives no memory to two at a time, and always enough', () => {
    const steps = fc.array(fc.record({ length: lengths, back: fc.option(fc.nat(5)), twice: fc.boolean() }), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(steps, (all) => {
        const spares = new BufferPool()
        const pending: Buffer[] = []
        for (const { length, back, twice } of all) {
          const memory = spares.take(length)
          expect(memory.length).toBe(length)
          expect(pending.some(({ buffer }) => buffer === memory.buffer)).toBe(false)
          pending.push(memory)
          const [over] = back === null ? [] : pending.splice(back, 1)
          if (over === undefined) continue
          releaseBuffer(over)
          if (twice) releaseBuffer(over)
        }
      }),
    )
  })

  it('gives what came back, where it is not much too long', () => {
    const spares = new BufferPool()
    const memory = spares.take(100_000)
    releaseBuffer(memory)
    expect(spares.take(40_000).buffer).not.toBe(memory.buffer)
    expect(spares.take(99_999).buffer).toBe(memory.buffer)
  })

  it('gives the shortest that is long enough', () => {
    const spares = new BufferPool()
    const all = [300_000, 200_000, 250_000].map((length) => spares.take(length))
    for (const memory of all) releaseBuffer(memory)
    expect(spares.take(210_000).buffer).toBe(all[2]?.buffer)
  })

  it.each([
    ['memory of somebody else', () => Buffer.allocUnsafeSlow(100_000)],
    ['a piece that begins later', (spares: BufferPool) => spares.take(100_000).subarray(1)],
    ['what is short', (spares: BufferPool) => spares.take(SMALLEST)],
  ])('takes %s not back', (_, memoryFor) => {
    const spares = new BufferPool()
    const memory = memoryFor(spares)
    releaseBuffer(memory)
    expect(spares.take(memory.length).buffer).not.toBe(memory.buffer)
  })

  it('keeps no more than a lane may hold, and a quarter', () => {
    const spares = new BufferPool()
    const all = Array.from({ length: 30 }, () => spares.take(1_048_576))
    for (const memory of all) releaseBuffer(memory)
    const known = new Set(all.map(({ buffer }) => buffer))
    const redelivery = all.map(() => spares.take(1_048_576))
    expect(redelivery.filter(({ buffer }) => known.has(buffer))).toHaveLength(20)
  })
})

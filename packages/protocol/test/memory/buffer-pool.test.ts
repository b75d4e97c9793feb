import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BufferPool, MAX_UNPOOLED_BYTES, releaseBuffer } from '../../src/memory/buffer-pool.ts'

const lengths = fc.oneof(
  fc.integer({ min: 0, max: MAX_UNPOOLED_BYTES + 1 }),
  fc.integer({ min: MAX_UNPOOLED_BYTES, max: 3_000_000 }),
)

describe('BufferPool', () => {
  it('never hands out memory that is in use, and always enough', () => {
    const steps = fc.array(fc.record({ length: lengths, released: fc.option(fc.nat(5)), twice: fc.boolean() }), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(steps, (all) => {
        const pool = new BufferPool()
        const inUse: Buffer[] = []
        for (const { length, released, twice } of all) {
          const memory = pool.acquire(length)
          expect(memory.length).toBe(length)
          expect(inUse.some(({ buffer }) => buffer === memory.buffer)).toBe(false)
          inUse.push(memory)
          const [old] = released === null ? [] : inUse.splice(released, 1)
          if (old === undefined) continue
          releaseBuffer(old)
          if (twice) releaseBuffer(old)
        }
      }),
    )
  })

  it('reuses released memory that is not much too large', () => {
    const pool = new BufferPool()
    const memory = pool.acquire(100_000)
    releaseBuffer(memory)
    expect(pool.acquire(40_000).buffer).not.toBe(memory.buffer)
    expect(pool.acquire(99_999).buffer).toBe(memory.buffer)
  })

  it('reuses the smallest memory that is large enough', () => {
    const pool = new BufferPool()
    const all = [300_000, 200_000, 250_000].map((length) => pool.acquire(length))
    for (const memory of all) releaseBuffer(memory)
    expect(pool.acquire(210_000).buffer).toBe(all[2]?.buffer)
  })

  it.each([
    ['memory of another origin', () => Buffer.allocUnsafeSlow(100_000)],
    ['a view that starts later', (pool: BufferPool) => pool.acquire(100_000).subarray(1)],
    ['a small buffer', (pool: BufferPool) => pool.acquire(MAX_UNPOOLED_BYTES)],
  ])('does not reuse %s', (_, memoryFor) => {
    const pool = new BufferPool()
    const memory = memoryFor(pool)
    releaseBuffer(memory)
    expect(pool.acquire(memory.length).buffer).not.toBe(memory.buffer)
  })

  it('retains 20 MiB at most', () => {
    const pool = new BufferPool()
    const all = Array.from({ length: 30 }, () => pool.acquire(1_048_576))
    for (const memory of all) releaseBuffer(memory)
    const released = new Set(all.map(({ buffer }) => buffer))
    const reused = all.map(() => pool.acquire(1_048_576)).filter(({ buffer }) => released.has(buffer))
    expect(reused).toHaveLength(20)
  })
})

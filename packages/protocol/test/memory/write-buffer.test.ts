import { expect, it } from 'vitest'
import { WriteBuffer } from '../../src/memory/write-buffer.ts'

const lengthsOf = (...buffers: WriteBuffer[]) => buffers.map(({ bytes }) => bytes.length)

it('has as many bytes as were asked for', () => {
  expect(lengthsOf(new WriteBuffer(0), new WriteBuffer(10), new WriteBuffer(1_000_000))).toEqual([0, 10, 1_000_000])
})

it('reuses memory once it is released, and only for one at a time', () => {
  const first = new WriteBuffer(1_000)
  first.release()
  first.release()
  const [second, third] = [new WriteBuffer(2_000), new WriteBuffer(3_000)]
  expect(second.bytes.buffer).toBe(first.bytes.buffer)
  expect(third.bytes.buffer).not.toBe(first.bytes.buffer)
})

it('retains no memory of a large message, and four pieces at most', () => {
  const large = new WriteBuffer(1_000_000)
  large.release()
  const all = Array.from({ length: 9 }, () => new WriteBuffer(9))
  for (const one of all) one.release()
  const released = new Set(all.map(({ bytes }) => bytes.buffer))
  const reused = Array.from({ length: 9 }, () => new WriteBuffer(9)).filter(({ bytes }) => released.has(bytes.buffer))
  expect(reused).toHaveLength(4)
})

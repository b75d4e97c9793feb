import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { releaseBuffer } from '../../src/memory/buffer-pool.ts'
import { LONG_HEADER, MORE, toFrame } from '../../src/zmtp/frame.ts'
import { type FrameListener, FrameReader } from '../../src/zmtp/frame-reader.ts'
import { greeting } from '../../src/zmtp/greeting.ts'
import { NULL_MECHANISM } from '../../src/zmtp/null-mechanism.ts'

const LIMIT = 100_000

const lengths = fc.oneof(fc.integer({ min: 0, max: 600 }), fc.constantFrom(0, 1, 255, 256, 257, 65_536, LIMIT))

function bodyOf(length: number, seed: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 31 + seed) & 0xff))
}

/** Cuts bytes at these offsets, which may be any numbers. */
function cut(bytes: Buffer, offsets: readonly number[]): Buffer[] {
  const at = [0, ...offsets.map((offset) => offset % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return at.slice(1).map((to, index) => Buffer.from(bytes.subarray(at[index], to)))
}

/** Writes bytes to the reader's targets, as many as fit there at a time. */
function feed(reader: FrameReader, bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; ) {
    const count = bytes.copy(reader.target(), 0, at)
    if (!reader.advance(count)) return false
    at += count
  }
  return true
}

/** A reader that has read a greeting, which arrived in two pieces. */
function greeted(limit: number, onFrame: FrameListener['onFrame']): FrameReader {
  const reader = new FrameReader({
    onGreeting: (bytes) => bytes.equals(greeting(NULL_MECHANISM)),
    onHeader: (bytes) => bytes <= limit + LONG_HEADER,
    onFrame,
  })
  expect(
    feed(reader, greeting(NULL_MECHANISM).subarray(0, 11)) && feed(reader, greeting(NULL_MECHANISM).subarray(11)),
  ).toBe(true)
  return reader
}

describe('FrameReader', () => {
  it('finds the same frames however their bytes are cut', () => {
    const cuts = fc.oneof(fc.array(fc.nat(), { maxLength: 30 }), fc.array(fc.nat(40), { maxLength: 30 }))
    fc.assert(
      fc.property(fc.array(lengths, { maxLength: 6 }), cuts, (all, offsets) => {
        const bodies = all.map(bodyOf)
        const bytes = Buffer.concat(bodies.map((body, index) => toFrame(index % 2 === 0 ? MORE : 0, body)))
        const frames: { flags: number; body: Buffer }[] = []
        const reader = greeted(LIMIT, (flags, body) => frames.push({ flags: flags & MORE, body }) > 0)
        expect(cut(bytes, offsets).every((chunk) => feed(reader, chunk))).toBe(true)
        expect(frames.map(({ flags }) => flags)).toEqual(bodies.map((_, index) => (index % 2 === 0 ? MORE : 0)))
        expect(frames.every(({ body }, index) => body.equals(bodies[index] as Buffer))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['a frame above the limit', toFrame(0, Buffer.alloc(LIMIT + 1)).subarray(0, 9)],
    ['a length of eight bytes', Buffer.from([2, 0, 0, 0, 1, 0, 0, 0, 0])],
    ['flags that ZMTP does not define', Buffer.from([8, 1, 0])],
  ])('refuses %s', (_, bytes) => {
    const reader = greeted(LIMIT, () => true)
    expect(feed(reader, bytes)).toBe(false)
  })

  it('stops when its listener refuses a frame', () => {
    const bytes = Buffer.concat([toFrame(0, Buffer.from('a')), toFrame(0, Buffer.from('b'))])
    const bodies: string[] = []
    const reader = greeted(LIMIT, (_, body) => bodies.push(String(body)) === 0)
    expect(feed(reader, bytes)).toBe(false)
    expect(bodies).toEqual(['a'])
  })

  it('reads long frames into memory that was released', () => {
    const bodies: Buffer[] = []
    const reader = greeted(LIMIT, (_, body) => bodies.push(body) > 0)
    for (const [index, length] of [70_000, 60_000].entries()) {
      const sent = bodyOf(length, index)
      expect(feed(reader, toFrame(0, sent))).toBe(true)
      expect(bodies.at(-1)?.equals(sent)).toBe(true)
      releaseBuffer(bodies.at(-1) as Buffer)
    }
    expect(bodies[1]?.buffer).toBe(bodies[0]?.buffer)
  })

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }), (chunks) => {
        const reader = greeted(1_000, (_, body) => body.length <= 1_000)
        return chunks.every((chunk) => typeof feed(reader, Buffer.from(chunk)) === 'boolean')
      }),
    )
  })
})

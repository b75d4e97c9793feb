import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RecentFrames } from '../../src/control/recent-frames.ts'

it('keeps the frames of the last 15 s, in order', () => {
  const recent = new RecentFrames()
  const frames = ['a', 'b', 'c'].map((text) => Buffer.from(text))
  frames.forEach((frame, index) => {
    recent.add(frame, index * 10_000)
  })
  expect(recent.list(20_000).map(String)).toEqual(['b', 'c'])
  expect(recent.list(34_999).map(String)).toEqual(['c'])
  expect(recent.list(35_000)).toEqual([])
})

it('keeps no more than 1 MiB, and the newest of it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400_000), { minLength: 1, maxLength: 30 }), (sizes) => {
      const recent = new RecentFrames()
      const frames = sizes.map((size) => Buffer.alloc(size))
      for (const frame of frames) recent.add(frame, 0)
      const kept = recent.list(0)
      const newest = frames.slice(frames.length - kept.length)
      expect(kept.every((frame, index) => frame === newest[index])).toBe(true)
      const bytes = kept.reduce((sum, frame) => sum + frame.length, 0)
      expect(bytes).toBeLessThanOrEqual(1_048_576)
      const older = sizes[frames.length - kept.length - 1]
      if (older !== undefined) expect(bytes + older).toBeGreaterThan(1_048_576)
    }),
    { numRuns: 50 },
  )
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BrokenProgram } from '../../../src/executor/process/broken.ts'
import { FrameReader, MAX_PROGRAM_FRAME, toFrame } from '../../../src/executor/process/frames.ts'

const frames = fc.array(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 3 }), { maxLength: 8 })

it('reads what was written, however the bytes arrive', () => {
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (written, sizes) => {
      const bytes = Buffer.concat(written.flatMap(toFrame))
      const read: Buffer[] = []
      const reader = new FrameReader((frame) => read.push(Buffer.from(frame)))
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1
        reader.push(bytes.subarray(at, at + size))
        at += size
      }
      expect(read).toEqual(written.map((chunks) => Buffer.concat(chunks)))
    }),
  )
})

it('refuses a frame that is too long before its bytes arrive', () => {
  const head = Buffer.alloc(4)
  head.writeUInt32LE(MAX_PROGRAM_FRAME + 1)
  const reader = new FrameReader(() => expect.unreachable())
  reader.push(head.subarray(0, 3))
  expect(() => reader.push(head.subarray(3))).toThrow(BrokenProgram)
})

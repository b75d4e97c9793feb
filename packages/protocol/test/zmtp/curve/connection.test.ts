import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientPair, connected } from './proxied.ts'

function isSame(received: readonly Buffer[], sent: readonly Buffer[]): boolean {
  return received.length === sent.length && received.every((frame, index) => frame.equals(sent[index] as Buffer))
}

const lengths = fc.oneof(fc.nat(700), fc.constantFrom(0, 1, 222, 223, 255, 256, 16_351, 16_352, 70_000, 300_000))
const message = fc.array(lengths, { minLength: 1, maxLength: 5 }).map((all) => all.map((length) => randomBytes(length)))

describe('CURVE', () => {
  it('carries messages of any frames, however their bytes are cut', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 4 }), cuts, async (messages, sizes) => {
        let next = 0
        const { bound, dialled, close } = await connected((bytes) => {
          const pieces: Buffer[] = []
          for (let at = 0; at < bytes.length; next += 1) {
            const size = sizes[next % sizes.length] as number
            pieces.push(bytes.subarray(at, at + size))
            at += size
          }
          return pieces
        })
        const [router, dealer] = [await bound.ready.next(), await dialled.ready.next()]
        for (const one of messages) {
          dealer.send(one)
          router.send(one)
        }
        for (const one of messages) {
          expect(isSame(await bound.messages.next(), one)).toBe(true)
          expect(isSame(await dialled.messages.next(), one)).toBe(true)
        }
        close()
      }),
      { numRuns: 40 },
    )
  })

  it('carries a message of one frame that is written into its buffer', async () => {
    const { bound, dialled } = await connected()
    const dealer = await dialled.ready.next()
    for (const length of [0, 3, 222, 223, 400_000]) {
      dealer.sendSingleFrame(length, (memory, at) => memory.fill(7, at, at + length))
      expect(isSame(await bound.messages.next(), [Buffer.alloc(length, 7)])).toBe(true)
    }
  })

  it('changes none of the buffers that it is given, and sends nothing of them in the clear', async () => {
    const seen: Buffer[] = []
    const { bound, dialled } = await connected((bytes) => [bytes].filter((one) => seen.push(Buffer.from(one)) > 0))
    const dealer = await dialled.ready.next()
    const frames = [Buffer.from('a secret that is short'), Buffer.alloc(400_000, 'a secret that is long')]
    const copies = frames.map((frame) => Buffer.from(frame))
    dealer.send(frames)
    expect(isSame(await bound.messages.next(), copies)).toBe(true)
    expect(isSame(frames, copies)).toBe(true)
    expect(Buffer.concat(seen).includes('secret')).toBe(false)
  })

  it('tells the server who the client is', async () => {
    const { bound } = await connected()
    const { established } = await bound.ready.next()
    expect(established?.peerKey).toEqual(clientPair.publicKey)
    expect(established?.peer).toEqual({ type: 'DEALER', routingId: 'a dealer' })
  })
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodePayload, encodePayload } from '../../src/document/payload.ts'
import { isEmptyPayload, joinPayloads } from '../../src/document/payload-layout.ts'

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, -1, 127, 128, 255, 65_535, 65_536, -129, -32_769, 2 ** 32, 2 ** 40, 1.5),
    fc.string({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(new Float32Array([1, 2, 3]), new Date(0), new Date(1.5e12), new Set([1])),
    fc.array(tie('any'), { maxLength: 20 }),
    fc.dictionary(fc.string({ maxLength: 5 }), tie('any'), { maxKeys: 20 }),
  ),
})).any

const documents = fc.array(fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), value, { maxKeys: 4 }), { maxLength: 20 })

it('is the payload of all documents, one after another, whatever they hold', () => {
  fc.assert(
    fc.property(fc.array(documents, { minLength: 1, maxLength: 4 }), (pieces) => {
      const payloads = pieces.map((documents, index) =>
        Buffer.from(encodePayload({ documents, parameters: { of: index } })),
      )
      const expected = encodePayload({ documents: pieces.flat(), parameters: { of: 0 } })
      expect(decodePayload(joinPayloads(payloads))).toEqual(decodePayload(expected))
      expect(payloads.map(isEmptyPayload)).toEqual(pieces.map(({ length }) => length === 0))
    }),
    { numRuns: 300 },
  )
})

it('refuses bytes that are not a payload, and reads no further than they go', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(), (bytes, cut) => {
      const good = Buffer.from(encodePayload({ documents: [{ id: 'a', tags: { b: [1] } }], parameters: {} }))
      const short = good.subarray(0, cut % good.length)
      expect(() => joinPayloads([good, short], 'a piece of an answer')).toThrow('a piece of an answer is not valid')
      expect(isEmptyPayload(short)).toBe(false)
      try {
        joinPayloads([bytes, good])
      } catch (error) {
        expect(error).toMatchObject({ code: 'REQUEST_PAYLOAD' })
      }
      isEmptyPayload(bytes)
    }),
    { numRuns: 500 },
  )
})

it.each([
  ['fixarray', [0x92, 0x90, 0x80]],
  ['array 16', [0x92, 0xdc, 0, 0, 0x80]],
  ['array 32', [0x92, 0xdd, 0, 0, 0, 0, 0x80]],
  ['array 16 around', [0xdc, 0, 2, 0x90, 0x80]],
])('finds no documents in an empty %s', (_, bytes) => {
  expect(isEmptyPayload(Uint8Array.from(bytes))).toBe(true)
})

it.each([
  ['bytes behind its parameters', '9290808080'],
  ['an extension that changes how values are read', '9291d472408080'],
])('refuses a piece with %s, as the reader of a whole payload does', (_, hex) => {
  const piece = Buffer.from(hex, 'hex')
  const refusal = expect.objectContaining({ code: 'REQUEST_PAYLOAD' })
  expect(() => joinPayloads([piece, piece])).toThrow(refusal)
  expect(() => decodePayload(piece)).toThrow(refusal)
})

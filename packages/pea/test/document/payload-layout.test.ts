import { MAX_FRAME_BYTES } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeValue } from '../../src/document/codec.ts'
import { decodePayload, encodePayload } from '../../src/document/payload.ts'
import {
  composePayload,
  findDocuments,
  findParameters,
  joinPayloads,
  skipDocuments,
} from '../../src/document/payload-layout.ts'
import { value } from './arbitrary.ts'

const documents = fc.array(fc.record({ id: fc.string(), value }), { maxLength: 20 })
const parameters = fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.oneof(fc.string(), fc.nat(), fc.boolean()))

it('finds the documents and the parameters of any payload', () => {
  fc.assert(
    fc.property(documents, parameters, (documents, parameters) => {
      const payload = encodePayload({ documents, parameters })
      expect(findDocuments(payload).count).toBe(documents.length)
      expect(Buffer.from(findParameters(payload))).toEqual(Buffer.from(encodeValue(parameters)))
    }),
  )
})

it('splits a payload at any document, and puts it together again', () => {
  fc.assert(
    fc.property(documents, parameters, fc.nat(20), (documents, parameters, at) => {
      const payload = Buffer.from(encodePayload({ documents, parameters }))
      const { start, count } = findDocuments(payload)
      const [first, own] = [Math.min(at, count), findParameters(payload)]
      const middle = skipDocuments(payload, { start, count: first })
      const rest = payload.subarray(middle, payload.length - own.length)
      const halves = [
        composePayload(first, [payload.subarray(start, middle)], own),
        composePayload(count - first, [rest], own),
      ]
      expect(halves.map((half) => decodePayload(half).documents.length)).toEqual([first, count - first])
      expect(decodePayload(joinPayloads(halves))).toEqual(decodePayload(payload))
    }),
  )
})

it.each([0, 15, 16, 65_535, 65_536])('counts %d documents', (count) => {
  const payload = composePayload(count, [Buffer.alloc(count, 0x80)], Buffer.of(0x80))
  expect(findDocuments(payload).count).toBe(count)
  expect(decodePayload(payload).documents).toHaveLength(count)
})

it('reads the heads that other codecs write', () => {
  for (const hex of ['dc000290', 'dd00000002dd00000000']) {
    const payload = Buffer.from(`${hex}80`, 'hex')
    expect(findDocuments(payload)).toEqual({ count: 0, start: payload.length - 1 })
    expect(findParameters(payload)).toEqual(Buffer.of(0x80))
  }
})

it.each([
  ['', 'not a pair of documents and parameters'],
  ['93908080', 'not a pair of documents and parameters'],
  ['dd000000', 'not a pair of documents and parameters'],
  ['928080', 'the documents are not an array'],
  ['929280', 'the documents are not complete'],
  ['92918081', 'the parameters are not complete'],
  ['9291808080', 'the parameters are not complete'],
])('refuses the bytes "%s": %s', (hex, why) => {
  expect(() => findParameters(Buffer.from(hex, 'hex'))).toThrow(
    expect.objectContaining({ code: 'REQUEST_PAYLOAD', message: `the payload is not valid: ${why}` }),
  )
})

it('refuses to make a payload that is larger than a frame may be', () => {
  const large = Buffer.alloc(1_024 * 1_024)
  const documents = new Array<Buffer>(MAX_FRAME_BYTES / large.length).fill(large)
  expect(() => composePayload(2, documents, Buffer.of(0x80))).toThrow(expect.objectContaining({ code: 'REQUEST_SIZE' }))
})

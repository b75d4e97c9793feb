import { isFlowError } from '@peaflow/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeValue } from '../../../src/document/codec.ts'
import { decodePayload, encodePayload } from '../../../src/document/payload.ts'
import { splitDocuments, toPayload, walkDocuments } from '../../../src/executor/process/documents.ts'

const value = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.uint8Array({ maxLength: 300 }),
  fc.constant(new Float32Array([1, 2, 3])),
  fc.constant(new Date(0)),
  fc.array(fc.string(), { maxLength: 20 }),
)
const documents = fc.array(fc.dictionary(fc.string({ maxLength: 8 }), value, { maxKeys: 18 }), { maxLength: 20 })
const parameters = encodeValue({ a: 1 })

it('makes the payload that encoding would make', () => {
  fc.assert(
    fc.property(documents, (all) => {
      const payload = toPayload(walkDocuments(encodeValue(all)), parameters)
      expect(decodePayload(payload)).toEqual(decodePayload(encodePayload({ documents: all, parameters: { a: 1 } })))
    }),
  )
})

it('splits the documents of a batch by request', () => {
  fc.assert(
    fc.property(fc.array(documents, { minLength: 1, maxLength: 4 }), (requests) => {
      const counts = requests.map(({ length }) => length)
      const payloads = splitDocuments(walkDocuments(encodeValue(requests.flat())), { counts, parameters })
      const expected = requests.map((all) => decodePayload(encodePayload({ documents: all, parameters: { a: 1 } })))
      expect(payloads.map(decodePayload)).toEqual(expected)
    }),
  )
})

describe('a result', () => {
  it.each([
    ['text', 'REQUEST_RESULT', 'the executor returned a string, not an array of documents'],
    [{ id: 1 }, 'REQUEST_RESULT', 'the executor returned an object, not an array of documents'],
    [[{}, 'b'], 'REQUEST_DOCUMENT', 'documents[1] is a string, but a document is an object'],
  ])('that is %j is refused by name', (result, code, message) => {
    expect(() => walkDocuments(encodeValue(result))).toThrow(expect.objectContaining({ code, message }))
  })

  it('of a batch with another number of documents is refused', () => {
    const walked = walkDocuments(encodeValue([{}, {}]))
    expect(() => splitDocuments(walked, { counts: [1, 2], parameters })).toThrow(
      expect.objectContaining({ code: 'REQUEST_BATCH_RESULT' }),
    )
  })

  it('may be any bytes: what passes can be decoded, unless a key is neither a string nor a number', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(documents, fc.uint8Array({ maxLength: 8 }), fc.nat(60)).map(([all, noise, at]) => {
        const encoded = Buffer.from(encodeValue(all))
        return Buffer.concat([encoded.subarray(0, at), noise, encoded.subarray(at)])
      }),
    )
    fc.assert(
      fc.property(bytes, (result) => {
        try {
          decodePayload(toPayload(walkDocuments(result), parameters))
        } catch (error) {
          expect(isFlowError(error)).toBe(true)
          // The walk does not tell keys from values.
          const isKey = /Invalid property (type|key)/.test((error as Error).message)
          if (!isKey) expect(error).not.toMatchObject({ code: 'REQUEST_PAYLOAD' })
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

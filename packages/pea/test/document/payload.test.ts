import { describe, expect, it } from 'vitest'
import { encodeValue } from '../../src/document/codec.ts'
import { decodePayload, encodePayload } from '../../src/document/payload.ts'

describe('encodePayload', () => {
  const encode = (documents: unknown[], parameters = {}) => encodePayload({ documents: documents as [], parameters })
  const circle: Record<string, unknown> = { id: 'a' }
  circle.tags = { of: [circle] }

  it.each([
    [[{ id: 'a' }, 'text'], 'documents[1] is a string, but a document is an object'],
    [[null], 'documents[0] is null, but a document is an object'],
    [[['a']], 'documents[0] is an array, but a document is an object'],
    [[{ tags: { deep: [1, () => {}] } }], 'documents[0].tags.deep[1] is a function'],
    [[{ tags: { s: Symbol('x') } }], 'documents[0].tags.s is a symbol'],
    [[circle], 'documents[0].tags.of[0] contains itself'],
  ])('says where a document cannot be sent', (documents, message) => {
    expect(() => encode(documents)).toThrow(expect.objectContaining({ code: 'REQUEST_DOCUMENT', message }))
  })

  it('names the path of parameters that are not data', () => {
    expect(() => encode([], { f: () => {} })).toThrow('parameters.f is a function')
  })

  it('refuses more bytes than a frame may have', () => {
    const blob = Buffer.allocUnsafeSlow(128 * 1_048_576)
    expect(() => encode([{ id: 'a', blob }])).toThrow(
      expect.objectContaining({
        code: 'REQUEST_SIZE',
        message: 'the documents of one request take 128.0 MB, but at most 128.0 MB can be sent',
      }),
    )
  })

  it('does not retain a large buffer for small documents', () => {
    encode([{ id: 'a', blob: new Uint8Array(4_000_000) }])
    expect(encode([{ id: 'a' }]).buffer.byteLength).toBeLessThan(100_000)
  })

  it('allocates as much memory for large documents as they need', () => {
    const large = { id: 'a', blob: new Uint8Array(1_000_000), text: 'x'.repeat(20_000) }
    expect(encode([large, { id: 'b' }]).buffer.byteLength).toBeLessThan(1_100_000)
    const deep = { tags: { blob: new Uint8Array(100_000) } }
    // Not compared element by element, which takes seconds.
    const bytes = Buffer.from(encode([large, deep]))
    expect(bytes.equals(encode([...decodePayload(bytes).documents]))).toBe(true)
  })

  it('is undone by decodePayload', () => {
    const payload = { documents: [{ id: 'a', embedding: new Float32Array([1, 2]) }], parameters: { top: 3 } }
    expect(decodePayload(encodePayload(payload))).toStrictEqual(payload)
  })
})

describe('decodePayload', () => {
  it.each([
    [null],
    [[]],
    [{ documents: [], parameters: {} }],
    [[{}, {}]],
    [[[1], {}]],
    [[[]]],
    [[[], []]],
    [[[], {}, {}]],
  ])('refuses what is not a payload', (value) => {
    expect(() => decodePayload(encodeValue(value))).toThrow(expect.objectContaining({ code: 'REQUEST_PAYLOAD' }))
  })
})

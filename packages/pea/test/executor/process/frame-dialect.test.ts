import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeValue, encodeValue } from '../../../src/document/codec.ts'
import { encodePayload } from '../../../src/document/payload.ts'
import { splitPayload } from '../../../src/document/payload-layout.ts'
import { BrokenProgram } from '../../../src/executor/process/broken.ts'
import { frameDialect, readMessage } from '../../../src/executor/process/frame-dialect.ts'
import type { SentCall, ToProgram } from '../../../src/executor/process/messages.ts'

const { encode } = frameDialect(() => {})

/** A message as the program decodes it. */
function sent(message: ToProgram): unknown {
  const bytes = Buffer.concat(encode(message))
  expect(bytes.readUInt32LE()).toBe(bytes.length - 4)
  return decodeValue(bytes.subarray(4))
}

const document = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant(null)))

it('writes a call with the bytes of its documents and parameters as they are', () => {
  fc.assert(
    fc.property(fc.array(document, { maxLength: 20 }), document, fc.boolean(), (documents, parameters, isBatch) => {
      const split = splitPayload(encodePayload({ documents, parameters }))
      const call: SentCall = {
        id: 7,
        endpoint: '/index',
        documents: [split.documents],
        count: split.count,
        parameters: split.parameters,
        headers: { traceparent: '00' },
        timeLeft: 12.5,
        piece: { index: 0, last: true },
        ...(isBatch && { counts: [documents.length] }),
      }
      const { timeLeft, count, ...same } = call
      expect(sent({ type: 'call', call })).toEqual({
        ...(decodeValue(encodeValue({ type: 'call', ...same, time_left: timeLeft, documents, parameters })) as object),
      })
    }),
  )
})

it('writes the other messages as plain maps', () => {
  expect(sent({ type: 'taken', id: 3 })).toEqual({ type: 'taken', id: 3 })
  const cancel = { type: 'cancel', id: 3, code: 'REQUEST_TIMEOUT', message: 'late' } as const
  expect(sent(cancel)).toEqual(cancel)
  expect(sent({ type: 'teardown' })).toEqual({ type: 'teardown' })
  expect(sent({ type: 'setup', fields: { pod: 'a' } })).toEqual({ type: 'setup', protocol: 1, pod: 'a' })
})

describe('a message from a program', () => {
  const read = (message: unknown) => readMessage(encodeValue(message))

  it.each([
    [
      { type: 'ready', protocol: 1 },
      { type: 'ready', endpoints: undefined },
    ],
    [
      { type: 'ready', protocol: 1, endpoints: { '/a': {} }, more: 1 },
      { type: 'ready', endpoints: { '/a': {} } },
    ],
    [
      { type: 'result', id: 1 },
      { type: 'result', id: 1, documents: undefined },
    ],
    [
      { type: 'result', id: 1, documents: null },
      { type: 'result', id: 1, documents: undefined },
    ],
    [
      { type: 'log', level: 'warn', message: 'm' },
      { type: 'log', level: 'warn', message: 'm' },
    ],
    [
      { type: 'log', level: 'loud', message: 'm' },
      { type: 'log', level: 'info', message: 'm' },
    ],
    [
      { type: 'error', id: 2, message: 'm', trace: 't' },
      { type: 'error', id: 2, error: { message: 'm', trace: 't' } },
    ],
  ])('is read: %j', (message, expected) => {
    expect(read(message)).toEqual(expected)
  })

  it('keeps the bytes of its documents', () => {
    expect(read({ documents: [{ id: 'a' }], id: 1, type: 'piece' })).toEqual({
      type: 'piece',
      id: 1,
      documents: Buffer.from(encodeValue([{ id: 'a' }])),
    })
  })

  it.each([
    [{ type: 'reday' }, 'a message of the type "reday"'],
    [{ protocol: 1 }, 'a message without a type'],
    [{ type: 'ready', protocol: 2 }, 'version 2 of the protocol, where 1 is expected'],
    [{ type: 'result', id: 'one' }, 'a "result" whose id is "one"'],
    [[1, 2], 'a frame that is not a MessagePack map'],
  ])('is refused by name: %j', (message, expected) => {
    expect(() => read(message)).toThrow(new BrokenProgram(expected))
  })

  it('may be any bytes: they are a message, or broken', () => {
    const start = fc.constantFrom(
      ...[
        { type: 'result', id: 1 },
        { type: 'ready', protocol: 1 },
      ].map((one) => encodeValue(one)),
    )
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .tuple(start, fc.uint8Array({ maxLength: 20 }), fc.nat(20))
        .map(([head, rest, at]) => Buffer.concat([head.subarray(0, at), rest])),
    )
    fc.assert(
      fc.property(bytes, (frame) => {
        try {
          expect(readMessage(frame)).toHaveProperty('type')
        } catch (error) {
          expect(error).toBeInstanceOf(BrokenProgram)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

import { describe, expect, it } from 'vitest'
import { decodeValue } from '../../../src/document/codec.ts'
import { encodePayload } from '../../../src/document/payload.ts'
import { splitPayload } from '../../../src/document/payload-layout.ts'
import { WHOLE } from '../../../src/executor/host.ts'
import { BrokenProgram } from '../../../src/executor/process/broken.ts'
import { lineDialect, readLine } from '../../../src/executor/process/line-dialect.ts'
import type { FromProgram } from '../../../src/executor/process/messages.ts'

it('writes a call as one line, with bytes as base64', () => {
  const { encode } = lineDialect(() => {})
  const payload = encodePayload({ documents: [{ id: 'a', blob: Buffer.from('hi') }], parameters: { k: 2 } })
  const { documents, count, parameters } = splitPayload(payload)
  const call = {
    id: 1,
    endpoint: '/',
    documents: [documents],
    count,
    parameters,
    headers: {},
    timeLeft: 1,
    piece: WHOLE,
  }
  expect(Buffer.concat(encode({ type: 'call', call })).toString()).toBe(
    '{"id":1,"endpoint":"/","documents":[{"id":"a","blob":"aGk="}],"parameters":{"k":2}}\n',
  )
  for (const message of [{ type: 'teardown' }, { type: 'taken', id: 1 }, { type: 'setup', fields: {} }] as const) {
    expect(encode(message)).toEqual([])
  }
})

function decoded(message: FromProgram): unknown {
  return 'documents' in message && message.documents !== undefined
    ? { ...message, documents: decodeValue(message.documents) }
    : message
}

describe('a line from a program', () => {
  it.each([
    ['[{"id":"a"}]', { type: 'result', id: undefined, documents: [{ id: 'a' }] }],
    ['{"id":3,"documents":[{"blob":"aGk="}]}', { type: 'result', id: 3, documents: [{ blob: Buffer.from('hi') }] }],
    ['{"id":3}', { type: 'result', id: 3, documents: undefined }],
    ['{"error":"no model"}', { type: 'error', id: undefined, error: { message: 'no model' } }],
    ['{"id":1,"error":{"why":1}}', { type: 'error', id: 1, error: { message: '{"why":1}' } }],
  ])('is an answer: %s', (line, expected) => {
    expect(decoded(readLine(line))).toEqual(expected)
  })

  it('fails its call alone for a blob that is not base64', () => {
    expect(readLine('{"id":1,"documents":[{"blob":"?"}]}')).toMatchObject({
      type: 'error',
      id: 1,
      error: { code: 'REQUEST_RESULT' },
    })
  })

  it.each([
    ['loading the model', 'a line that is not JSON: loading the model'],
    ['17', 'a line that is a number: 17'],
    ['{"id":"x"}', 'a line whose id is a string: {"id":"x"}'],
  ])('is refused by name: %s', (line, expected) => {
    expect(() => readLine(line)).toThrow(new BrokenProgram(expected))
  })

  it('may arrive in pieces, with others, and after blank ones', () => {
    const messages: FromProgram[] = []
    const { push } = lineDialect((message) => messages.push(message))
    for (const chunk of ['{"id"', ':1}\n\n{"id":2}\r\n{', '"id":3}\n']) push(Buffer.from(chunk))
    expect(messages.map((message) => 'id' in message && message.id)).toEqual([1, 2, 3])
  })
})

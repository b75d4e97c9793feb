import { encodeError } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { encodePayload } from '../../src/document/payload.ts'
import { outcomeOf, toFlowError } from '../../src/gateway/outcome.ts'
import { OutgoingMessage } from '../../src/gateway/outgoing-message.ts'
import { memoryOf } from '../../src/gateway/payload-memory.ts'
import { checkDocuments, checkEndpoint } from '../../src/gateway/stream-options.ts'

it('releases its buffer once its request has ended and every edge has settled every sending, and not before', () => {
  const large = () => encodePayload({ documents: [{ id: 'a', blob: new Uint8Array(300_000) }], parameters: {} })
  const payload = large()
  const memory = memoryOf(payload)
  const send = () => {
    memory?.retain(2)
    return new OutgoingMessage({ request: 0, endpoint: '/', deadline: 0, payload, memory })
  }
  const sent = [send(), send()]
  const uses = [...sent, ...sent].map((one) => () => one.settled())
  for (const end of [() => memory?.release(), ...uses]) {
    expect(large().buffer).not.toBe(payload.buffer)
    end()
  }
  expect(large().buffer).toBe(payload.buffer)
})

const failed = {
  code: 'REQUEST_EXECUTOR',
  message: 'boom',
  pod: 'work',
  pea: 'work/0',
  stack: 'Error: boom\n  at user',
}

it('turns an answer into documents or an error', () => {
  const incoming = { request: 0, endpoint: '/', deadline: 0, isError: false }
  const documents = [{ id: 'a' }]
  expect(outcomeOf({ ...incoming, payloads: [encodePayload({ documents, parameters: {} })] })).toEqual({ documents })
  expect(outcomeOf({ ...incoming, payloads: [Uint8Array.of(0xc1)] })).toMatchObject({
    error: { code: 'REQUEST_PAYLOAD' },
  })
  expect(outcomeOf({ ...incoming, isError: true, payloads: [encodeError(failed)] })).toMatchObject({
    error: { code: 'REQUEST_EXECUTOR', message: 'Pod "work", Pea "work/0": boom', cause: { stack: failed.stack } },
  })
})

it.each([
  ['REQUEST_OWN', 'REQUEST_OWN'],
  ['LAUNCH_PEA', 'LAUNCH_PEA'],
  ['anything else', 'REQUEST_FAILED'],
])('gives an error of code %s the code %s', (code, expected) => {
  expect(toFlowError({ ...failed, code }).code).toBe(expected)
})

it.each([null, 'text', { id: 'a' }])('refuses %j as documents', (documents) => {
  expect(() => checkDocuments(documents)).toThrow(expect.objectContaining({ code: 'REQUEST_DOCUMENT' }))
})

it('suggests the endpoint that was meant', () => {
  expect(() => checkEndpoint('search')).toThrow(expect.objectContaining({ hint: 'Did you mean "/search"?' }))
})

import { FlowError } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { encodePayload } from '../../../src/document/payload.ts'
import { WHOLE } from '../../../src/executor/host.ts'
import { call, NO_PIECES } from '../folder.ts'
import { directory, one, open, ready } from './hosting.ts'
import { specOfProgram } from './programs.ts'

const text = { type: 'object', required: ['text'], properties: { text: { type: 'string' } } }
const top = { type: 'object', properties: { top: { type: 'integer' } }, additionalProperties: false }

describe('a program with schemas', () => {
  it('is called only with requests that fit, which it gets as they are', async () => {
    const host = await ready({ with: { endpoints: { '/add': { input: text, parameters: top }, '/none': {} } } })
    expect(host.endpoints).toEqual({ '/add': { input: text, parameters: top }, '/none': {} })
    const good = [{ text: 'x', embedding: new Float32Array([1, 2]) }]
    expect(await call(host, [good], { endpoint: '/add', parameters: { top: 1 } })).toEqual([{ ...good[0], n: 1 }])
    await expect(call(host, [[...good, { id: 'b' }]], { endpoint: '/add' })).rejects.toMatchObject({
      code: 'REQUEST_SCHEMA',
      message: 'the request does not fit the schema of "/add": /documents/1: must have required property \'text\'',
    })
    await expect(call(host, [good], { endpoint: '/add', parameters: { tip: 1 } })).rejects.toThrow('/parameters: must')
    expect(await call(host, [one], { endpoint: '/none' })).toEqual(one)
  })

  it('has those of `default` for endpoints that it does not name', async () => {
    const host = await ready({ with: { endpoints: { '/add': {}, default: { input: text } } } })
    expect(await call(host, [one], { endpoint: '/add' })).toEqual([{ ...one[0], n: 1 }])
    await expect(call(host, [one], { endpoint: '/none' })).rejects.toMatchObject({ code: 'REQUEST_SCHEMA' })
  })

  it('is called for a batch only if all of it fits', async () => {
    const host = await ready({ with: { endpoints: { '/none': { input: text } } } })
    const payloads = (fields: readonly object[]) =>
      fields.map((field) => encodePayload({ documents: [{ ...field }], parameters: {} }))
    const batch = { id: 1, timeLeft: 1, endpoint: '/none' }
    const good = payloads([{ text: 'a' }, { text: 'b' }])
    expect(await host.callBatch({ ...batch, payloads: good })).toEqual(good)
    await expect(host.callBatch({ ...batch, payloads: payloads([{ text: 'a' }, {}]) })).rejects.toMatchObject({
      code: 'REQUEST_SCHEMA',
    })
  })

  it('is not called for a request that is cancelled while it is checked', async () => {
    const host = await ready({ with: { endpoints: { '/exit': { input: text } } } })
    const payloads = [encodePayload({ documents: [{ text: 'x' }], parameters: {} })]
    const answer = host.call({ id: 7, endpoint: '/exit', timeLeft: 1, payloads, piece: WHOLE }, NO_PIECES)
    host.abort(7, new FlowError('REQUEST_TIMEOUT', 'too late'))
    await expect(answer).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' })
  })

  it('does not start if one of them cannot be used', async () => {
    const endpoints = { '/add': { input: { type: 'texts' } } }
    const host = open(specOfProgram(directory, 'all.mjs', { with: { endpoints } }))
    await expect(host.setup()).rejects.toMatchObject({
      code: 'LAUNCH_EXECUTOR_SCHEMA',
      message: expect.stringContaining('the input schema of "/add" is not a JSON Schema that can be used'),
    })
    await host.teardown()
  })
})

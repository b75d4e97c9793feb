import { status } from '@grpc/grpc-js'
import type { Executor } from '@peaflow/core'
import { decodeValue, encodeValue } from '@peaflow/pea/internal'
import { describe, expect, it } from 'vitest'
import { serve } from '../../src/index.ts'
import { controlled, until } from '../controlled.ts'
import { serving } from '../serving.ts'
import { dial, endOf, type Message } from './client.ts'

const executor: Executor = {
  requests: {
    '/upper': (documents) => documents.map(({ text = '', ...rest }) => ({ ...rest, text: text.toUpperCase() })),
    '/echo': (documents) => documents,
    '/context': (_, { parameters, headers }) => [{ id: 'c', parameters, headers }],
    '/fail': () => {
      throw new Error('no modèle')
    },
    '/odd': () => [
      {
        id: 'o',
        text: 1,
        score: 'high',
        big: 2n ** 60n,
        bytes: Buffer.from('x'),
        at: new Date(0),
        none: null,
      } as Message,
    ],
    '/schema': (documents) => documents,
  },
  schemas: { '/schema': { input: { type: 'object', required: ['text'] } } },
}

const serveGrpc = (uses: Executor = executor, options = {}) => serving(uses, { grpc: 0, ...options })

describe('Run', () => {
  it('answers documents with documents', async () => {
    await using served = await serveGrpc()
    using client = dial(served.grpc)
    const documents = [{ id: '1', text: 'hello' }]
    const { code, response, metadata } = await client.call('Run', { endpoint: '/upper', documents, id: 'a' })
    expect(code).toBe(status.OK)
    expect(response).toEqual({
      id: 'a',
      documents: [{ id: '1', text: 'HELLO' }],
      last: true,
      timings: { work: expect.any(Number), 'work-wait': expect.any(Number) },
    })
    expect(metadata).toMatchObject({ 'peaflow-request-id': expect.any(String) })
  })

  it('every field of a document comes through', async () => {
    await using served = await serveGrpc()
    using client = dial(served.grpc)
    const text = (stringValue: string) => ({ stringValue })
    const document = {
      id: '1',
      text: '',
      blob: Buffer.from([0, 255]),
      mime_type: 'image/png',
      uri: 'a.png',
      tags: { fields: { deep: { structValue: { fields: { list: { listValue: { values: [text('x')] } } } } } } },
      embedding: [0.5, -1],
      chunks: [{ id: '2', text: 'chunk', matches: [{ id: '3' }] }],
      score: 0.25,
      fields: { fields: { size: { numberValue: 3 }, ok: { boolValue: false }, none: { nullValue: 'NULL_VALUE' } } },
    }
    const { response } = await client.call('Run', { endpoint: '/echo', documents: [document] })
    expect(response.documents).toEqual([document])
  })

  it('what a document of gRPC has no field for is one of `fields`', async () => {
    await using served = await serveGrpc()
    using client = dial(served.grpc)
    const { response } = await client.call('Run', { endpoint: '/odd', documents: [{}] })
    expect(response.documents).toEqual([
      {
        id: 'o',
        fields: {
          fields: {
            text: { numberValue: 1 },
            score: { stringValue: 'high' },
            big: { stringValue: String(2n ** 60n) },
            bytes: { stringValue: 'eA==' },
            at: { stringValue: '1970-01-01T00:00:00.000Z' },
            none: { nullValue: 'NULL_VALUE' },
          },
        },
      },
    ])
  })

  it('a payload is answered with a payload', async () => {
    await using served = await serveGrpc()
    using client = dial(served.grpc)
    const document = { id: '1', embedding: new Float64Array([0.1]), count: 2n ** 60n }
    const payload = Buffer.from(encodeValue([[document], {}]))
    const { response } = await client.call('Run', { endpoint: '/echo', payload })
    expect(decodeValue(response.payload)).toEqual([[document], {}])
    expect(response.documents).toBeUndefined()
  })

  it('parameters and the trace are handed on', async () => {
    await using served = await serveGrpc()
    using client = dial(served.grpc)
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const parameters = { fields: { top: { numberValue: 3 } } }
    const { response } = await client.call(
      'Run',
      { endpoint: '/context', parameters, documents: [{}] },
      { traceparent },
    )
    expect(response.documents[0].fields.fields).toEqual({
      parameters: { structValue: parameters },
      headers: { structValue: { fields: { traceparent: { stringValue: traceparent } } } },
    })
  })

  const failures: readonly (readonly [request: Message, code: status, name: string])[] = [
    [{ endpoint: '/fail', documents: [{}] }, status.INTERNAL, 'REQUEST_EXECUTOR'],
    [{ endpoint: '/ecko' }, status.NOT_FOUND, 'REQUEST_ENDPOINT'],
    [{ endpoint: '/schema', documents: [{}] }, status.INVALID_ARGUMENT, 'REQUEST_SCHEMA'],
    [{ endpoint: '/echo', payload: Buffer.from([0xd9]) }, status.INVALID_ARGUMENT, 'REQUEST_BODY'],
    [{ endpoint: '/echo', payload: Buffer.from([1]), documents: [{}] }, status.INVALID_ARGUMENT, 'REQUEST_BODY'],
  ]
  it.each(failures)('%j fails with status %d', async (request, code, name) => {
    await using served = await serveGrpc()
    using client = dial(served.grpc)
    const outcome = await client.call('Run', request, { 'x-request-id': 'r1' })
    expect(outcome).toMatchObject({ code, metadata: { 'peaflow-code': name, 'peaflow-request-id': 'r1' } })
    expect(outcome.details).not.toBe('')
    if (name === 'REQUEST_EXECUTOR')
      expect(outcome.metadata).toMatchObject({ 'peaflow-pod': 'work', 'peaflow-pea': 'work/0' })
    if (name === 'REQUEST_ENDPOINT') expect(outcome.metadata).toMatchObject({ 'peaflow-hint': 'Did you mean "/echo"?' })
  })

  it('a deadline and a cancellation end the call of the executor', async () => {
    const work = controlled()
    await using served = await serveGrpc(work.executor)
    using client = dial(served.grpc)
    const late = await client.call('Run', { documents: [{}] }, {}, { deadline: Date.now() + 300 })
    expect(late.code).toBe(status.DEADLINE_EXCEEDED)
    const short = await client.call('Run', { documents: [{}], timeout: 1 })
    expect(short).toMatchObject({ code: status.DEADLINE_EXCEEDED, metadata: { 'peaflow-code': 'REQUEST_TIMEOUT' } })
    const stream = client.stream()
    const end = endOf(stream)
    const before = work.calls.length
    stream.write({ id: '1', documents: [{}] })
    await work.called(before + 1)
    stream.cancel()
    expect((await end).code).toBe(status.CANCELLED)
    await until(() => work.calls.every(({ aborted }) => aborted))
    await until(() => served.running.readiness().inFlight === 0)
  })
})

it('Describe says what the Flow serves', async () => {
  await using served = await serveGrpc()
  using client = dial(served.grpc)
  const { response } = await client.call('Describe', {})
  expect(response.flow).toBe('served')
  const schema = response.endpoints.find(({ endpoint }: Message) => endpoint === '/schema')
  expect(JSON.parse(schema.pods[0].input)).toEqual({ type: 'object', required: ['text'] })
})

it('refuses what is no address, is taken, or is open to everybody', async () => {
  await using served = await serveGrpc()
  const { running } = served
  await expect(serve(running, { http: 0, grpc: 'here' })).rejects.toMatchObject({ code: 'ADDRESS_GRPC' })
  await expect(serve(running, { http: 0, grpc: served.grpc })).rejects.toThrow('the port is already in use')
  await expect(serve(running, { http: 0, grpc: '0.0.0.0:0' })).rejects.toMatchObject({ code: 'CONFIG_INSECURE' })
  await using open = await serve(running, { http: 0, grpc: '0.0.0.0:0', token: 'peas' })
  expect(open.grpc).toMatch(/^0\.0\.0\.0:\d+$/)
})

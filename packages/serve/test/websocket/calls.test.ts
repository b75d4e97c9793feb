import type { Document, Executor } from '@peaflow/core'
import { decodeValue, encodeValue } from '@peaflow/pea/internal'
import { describe, expect, it } from 'vitest'
import { serving } from '../serving.ts'
import { dial, type Message } from './client.ts'

const upper = (documents: Document[]) =>
  documents.map(({ text = '', ...rest }) => ({ ...rest, text: text.toUpperCase() }))

const executor: Executor = {
  requests: {
    '/upper': upper,
    '/echo': (documents) => documents,
    '/context': (_, { parameters, headers }) => [{ parameters, headers }],
    '/pieces': async function* (documents) {
      for (const document of documents) yield [document]
    },
    '/fail': () => {
      throw new Error('no model')
    },
  },
}

/** The end of a call that went well. */
const end = (id: string) => ({
  id,
  done: { request_id: expect.any(String), timings: { work: expect.any(Number), 'work-wait': expect.any(Number) } },
})

describe.each([
  ['peaflow.v1.json', {}],
  ['peaflow.v1.msgpack', { encode: encodeValue, decode: (data: Buffer) => decodeValue(data) }],
])('%s', (subprotocol, codec) => {
  const connect = (url: string) => dial(url, { protocols: ['other', subprotocol], ...codec })

  it('greets, and answers by id', async () => {
    await using served = await serving(executor)
    await using client = await connect(`${served.url}/upper`)
    expect(client.socket.protocol).toBe(subprotocol)
    expect(await client.next()).toEqual({
      hello: { flow: 'served', endpoints: ['/upper', '/echo', '/context', '/pieces', '/fail'], credit: 64 },
    })
    const documents = [{ id: '1', text: 'hello' }]
    expect(await client.call({ id: 'a', documents })).toEqual([
      { id: 'a', documents: [{ id: '1', text: 'HELLO' }] },
      end('a'),
    ])
    expect(await client.call({ id: 'a', endpoint: '/echo', data: documents })).toEqual([
      { id: 'a', documents },
      end('a'),
    ])
  })

  it('hands on what travels with a request', async () => {
    await using served = await serving(executor)
    await using client = await connect(`${served.url}/context`)
    await client.next()
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const [answer] = await client.call({ id: '1', documents: [{}], parameters: { top: 3 }, traceparent })
    expect(answer.documents[0]).toMatchObject({ parameters: { top: 3 }, headers: { traceparent } })
  })

  it('sends each piece of a streamed answer by itself', async () => {
    await using served = await serving(executor)
    await using client = await connect(`${served.url}/pieces`)
    await client.next()
    expect(await client.call({ id: '1', documents: [{ id: 'a' }, { id: 'b' }] })).toEqual([
      { id: '1', documents: [{ id: 'a' }] },
      { id: '1', documents: [{ id: 'b' }] },
      end('1'),
    ])
  })

  const failures: readonly (readonly [message: Message, code: string, status: number])[] = [
    [{ endpoint: '/fail', documents: [{}] }, 'REQUEST_EXECUTOR', 500],
    [{ endpoint: '/ecko' }, 'REQUEST_ENDPOINT', 404],
    [{ endpoint: 1 }, 'REQUEST_BODY', 400],
    [{ documents: [1] }, 'REQUEST_BODY', 400],
    [{ documents: {} }, 'REQUEST_BODY', 400],
    [{ parameters: [] }, 'REQUEST_BODY', 400],
    [{ timeout: 0 }, 'REQUEST_TIME_LIMIT', 400],
    [{ timeout: '5s' }, 'REQUEST_TIME_LIMIT', 400],
  ]
  it('tells what is wrong with a call, and goes on', async () => {
    await using served = await serving(executor)
    await using client = await connect(`${served.url}/echo`)
    await client.next()
    for (const [message, code, status] of failures) {
      const answer = await client.call({ id: '1', ...message })
      expect(answer).toEqual([{ id: '1', error: expect.objectContaining({ code, status }) }])
    }
    expect(await client.call({ id: '1', documents: [{ id: '1' }] })).toHaveLength(2)
  })
})

it('binary data and vectors stay what they are in MessagePack', async () => {
  await using served = await serving(executor)
  const codec = { encode: encodeValue, decode: (data: Buffer) => decodeValue(data) }
  await using client = await dial(`${served.url}/echo`, { protocols: ['peaflow.v1.msgpack'], ...codec })
  await client.next()
  const document = { id: '1', blob: Buffer.from([1, 2]), embedding: new Float32Array([0.5]) }
  expect((await client.call({ id: '1', documents: [document] }))[0].documents).toEqual([document])
})

it('a client that offers no subprotocol speaks JSON', async () => {
  await using served = await serving(executor)
  await using client = await dial(`${served.url}/echo`)
  expect(client.socket.protocol).toBe('')
  expect(await client.next()).toHaveProperty('hello')
  expect(await client.call({ id: '1' })).toEqual([{ id: '1', done: expect.anything() }])
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { post, type Serving, serving } from './serving.ts'

let served: Serving
beforeAll(async () => {
  served = await serving({
    requests: {
      '/upper': (documents, { parameters }) =>
        documents.map(({ text = '', ...rest }) => ({ ...rest, text: text.toUpperCase(), tags: { parameters } })),
      '/status': (documents) => documents,
      '/fail': () => {
        throw new Error('no model')
      },
    },
  })
})
afterAll(async () => await served[Symbol.asyncDispose]())

const call = (body: unknown, headers?: Readonly<Record<string, string>>) =>
  post(`${served.url}/post`, JSON.stringify(body), headers)

describe('POST /post', () => {
  const parameters = { top: 3 }
  const bodies: readonly (readonly [form: string, body: Readonly<Record<string, unknown>>])[] = [
    ['execEndpoint, data', { execEndpoint: '/upper', data: [{ id: '1', text: 'hello' }] }],
    ['exec_endpoint, documents', { exec_endpoint: '/upper', documents: [{ id: '1', text: 'hello' }] }],
    ['data.docs', { execEndpoint: '/upper', data: { docs: [{ id: '1', text: 'hello' }] } }],
    ['the header of the Python client', { header: { exec_endpoint: '/upper' }, data: [{ id: '1', text: 'hello' }] }],
  ]
  it.each(bodies)('takes %s', async (_, body) => {
    const response = await call({ ...body, parameters }, { 'x-request-id': 'r1' })
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        header: { requestId: 'r1', execEndpoint: '/upper' },
        parameters,
        data: [{ id: '1', text: 'HELLO', tags: { parameters } }],
      },
    ])
    expect(response.headers.get('server-timing')).toMatch(/^work;dur=[\d.]+, work-wait;dur=[\d.]+$/)
  })

  it('takes strings as documents, and no documents at all', async () => {
    const texts = await (await call({ execEndpoint: '/upper', data: ['hello'] })).json()
    expect(texts).toMatchObject({ data: [{ text: 'HELLO' }] })
    expect(await (await call({ execEndpoint: '/upper' })).json()).toMatchObject({ data: [] })
  })

  it('calls an endpoint whose path is taken', async () => {
    const response = await call({ execEndpoint: '/status', data: [{ id: '1' }] })
    expect(await response.json()).toMatchObject({ data: [{ id: '1' }] })
  })

  it('says what failed where the clients look for it', async () => {
    const response = await call({ execEndpoint: '/fail', data: [{}] }, { 'x-request-id': 'r2' })
    expect([response.status, await response.json()]).toEqual([
      500,
      expect.objectContaining({
        code: 'REQUEST_EXECUTOR',
        pod: 'work',
        header: {
          requestId: 'r2',
          status: { code: 1, description: expect.stringContaining('no model'), exception: { name: 'FlowError' } },
        },
      }),
    ])
  })

  it.each([[[]], [{ execEndpoint: 5 }], [{ data: 5 }], [{ data: [5] }], [{ parameters: [] }]])(
    'refuses %j',
    async (body) => {
      const response = await call(body)
      expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ code: 'REQUEST_BODY' })])
    },
  )
})

it('says how the Flow is as Jina does', async () => {
  const dryRun = await fetch(`${served.url}/dry_run`)
  expect([dryRun.status, await dryRun.json()]).toEqual([200, { code: 0, description: '', exception: null }])
  const status = await fetch(`${served.url}/status`)
  expect(await status.json()).toEqual({
    jina: {},
    envs: {},
    flow: 'served',
    status: 'ready',
    pods: { work: { ready: 1, of: 1 } },
  })
})

it('keeps its own paths, whatever the executors are called with', async () => {
  const response = await post(`${served.url}/status`, '[]')
  expect([response.status, response.headers.get('allow'), await response.json()]).toEqual([
    405,
    'GET, HEAD, OPTIONS',
    expect.objectContaining({ code: 'REQUEST_METHOD', hint: 'GET /status' }),
  ])
})

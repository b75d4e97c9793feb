import { status } from '@grpc/grpc-js'
import type { Executor } from '@peaflow/core'
import { expect, it } from 'vitest'
import { controlled, until } from '../controlled.ts'
import { serving } from '../serving.ts'
import { dial, endOf, readAll } from './client.ts'

const executor: Executor = {
  requests: {
    '/echo': (documents) => documents,
    '/pieces': async function* (documents) {
      for (const document of documents) yield [document]
    },
    '/fail': () => {
      throw new Error('no model')
    },
  },
}

const serveGrpc = (uses: Executor = executor) => serving(uses, { grpc: 0 })
const last = { last: true, timings: expect.anything() }

it('answers many calls by id, in pieces, and goes on after one that fails', async () => {
  await using served = await serveGrpc()
  using client = dial(served.grpc)
  const stream = client.stream()
  stream.write({ id: 'a', endpoint: '/pieces', documents: [{ id: '1' }, { id: '2' }] })
  stream.write({ id: 'b', endpoint: '/fail', documents: [{}] })
  stream.write({ id: 'c', endpoint: '/echo', documents: [{ id: '3' }] })
  stream.write({ id: 'd', endpoint: '/ecko' })
  stream.end()
  const [responses, { code }] = await readAll(stream)
  expect(code).toBe(status.OK)
  const of = (id: string) => responses.filter((response) => response.id === id)
  expect(of('a')).toEqual([
    { id: 'a', documents: [{ id: '1' }] },
    { id: 'a', documents: [{ id: '2' }] },
    { id: 'a', ...last },
  ])
  expect(of('b')).toEqual([
    {
      id: 'b',
      last: true,
      error: expect.objectContaining({ code: 'REQUEST_EXECUTOR', status: status.INTERNAL, pod: 'work', pea: 'work/0' }),
    },
  ])
  expect(of('c')).toEqual([
    { id: 'c', documents: [{ id: '3' }] },
    { id: 'c', ...last },
  ])
  expect(of('d')[0].error).toMatchObject({ code: 'REQUEST_ENDPOINT', status: status.NOT_FOUND })
})

it('a call that is cancelled ends for the executor too, and no other one does', async () => {
  const work = controlled()
  await using served = await serveGrpc(work.executor)
  using client = dial(served.grpc)
  const stream = client.stream()
  for (const id of ['a', 'b']) stream.write({ id, documents: [{ id }] })
  await work.called(2)
  stream.write({ id: 'a', cancel: true })
  await until(() => work.calls.filter(({ aborted }) => aborted).length === 1)
  work.release()
  stream.end()
  const [responses] = await readAll(stream)
  expect(responses[0]).toMatchObject({ id: 'a', last: true, error: { code: 'REQUEST_CANCELLED' } })
  expect(responses.slice(1).map(({ id }) => id)).toEqual(['b', 'b'])
})

it('more calls than may be open at once are read when there is room, and all are answered', async () => {
  const work = controlled()
  await using served = await serveGrpc(work.executor)
  using client = dial(served.grpc)
  const stream = client.stream()
  const ids = Array.from({ length: 300 }, (_, id) => String(id))
  for (const id of ids) stream.write({ id, documents: [{ id }] })
  stream.end()
  await work.called(10)
  work.release()
  const [responses, { code }] = await readAll(stream)
  expect(code).toBe(status.OK)
  expect(new Set(responses.filter(({ last }) => last).map(({ id }) => id))).toEqual(new Set(ids))
})

it('an id that is that of an open call ends the stream, and its calls', async () => {
  const work = controlled()
  await using served = await serveGrpc(work.executor)
  using client = dial(served.grpc)
  const stream = client.stream()
  stream.write({ id: 'a', documents: [{}] })
  await work.called(1)
  stream.write({ id: 'a', documents: [{}] })
  const [, outcome] = await readAll(stream)
  expect(outcome).toMatchObject({ code: status.INVALID_ARGUMENT, metadata: { 'peaflow-code': 'REQUEST_BODY' } })
  await until(() => work.calls[0]?.aborted === true)
})

it('a client that leaves cancels all calls of its stream', async () => {
  const work = controlled()
  await using served = await serveGrpc(work.executor)
  const client = dial(served.grpc)
  const stream = client.stream()
  const end = endOf(stream)
  for (let id = 0; id < 5; id += 1) stream.write({ id: String(id), documents: [{}] })
  await work.called(5)
  stream.cancel()
  await end
  client[Symbol.dispose]()
  await until(() => work.calls.every(({ aborted }) => aborted))
  await until(() => served.running.readiness().inFlight === 0)
})

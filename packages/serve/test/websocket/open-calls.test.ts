import { expect, it } from 'vitest'
import { controlled, until } from '../controlled.ts'
import { serving } from '../serving.ts'
import { type Client, dial } from './client.ts'

/** Opens calls that stay open. */
async function openCalls(client: Client, count: number): Promise<void> {
  for (let call = 0; call < count; call += 1) client.send({ id: String(call), documents: [{}] })
}

it('answers a call whenever it is ready, whichever was asked first', async () => {
  const work = controlled()
  await using served = await serving({ requests: { '/slow': work.executor, '/quick': (documents) => documents } })
  await using client = await dial(`${served.url}/slow`)
  await client.next()
  client.send({ id: 'slow', documents: [{}] })
  await work.called(1)
  const [, quick] = await client.call({ id: 'quick', endpoint: '/quick', documents: [{}] })
  expect(quick.id).toBe('quick')
  work.release()
  expect((await client.next()).id).toBe('slow')
})

it('a call that is cancelled ends for the executor too, and no other one does', async () => {
  const work = controlled()
  await using served = await serving(work.executor)
  await using client = await dial(`${served.url}/`)
  await client.next()
  await openCalls(client, 2)
  await work.called(2)
  client.send({ id: '0', cancel: true })
  client.send({ id: 'unknown', cancel: true })
  expect(await client.next()).toEqual({
    id: '0',
    error: expect.objectContaining({ code: 'REQUEST_CANCELLED', status: 499 }),
  })
  await until(() => work.calls.filter(({ aborted }) => aborted).length === 1)
  work.release()
  expect((await client.next()).id).toBe('1')
})

it('a call that takes too long fails', async () => {
  const work = controlled()
  await using served = await serving(work.executor)
  await using client = await dial(`${served.url}/`)
  await client.next()
  const [answer] = await client.call({ id: '1', documents: [{}], timeout: 1 })
  expect(answer).toEqual({ id: '1', error: expect.objectContaining({ code: 'REQUEST_TIMEOUT', status: 504 }) })
})

it('a client that leaves cancels all of its calls', async () => {
  const work = controlled()
  await using served = await serving(work.executor)
  const client = await dial(`${served.url}/`)
  await client.next()
  await openCalls(client, 5)
  await work.called(5)
  client.socket.terminate()
  await until(() => work.calls.every(({ aborted }) => aborted))
  await until(() => served.running.readiness().inFlight === 0)
})

it('a call beyond the credit is refused, and one more is taken for each that ends', async () => {
  const work = controlled()
  await using served = await serving(work.executor)
  await using client = await dial(`${served.url}/`)
  const { credit } = (await client.next()).hello
  await openCalls(client, credit + 1)
  expect(await client.next()).toEqual({
    id: String(credit),
    error: expect.objectContaining({ code: 'REQUEST_CREDIT', status: 503 }),
  })
  client.send({ id: '0', cancel: true })
  expect((await client.next()).id).toBe('0')
  client.send({ id: 'next', documents: [{}] })
  client.send({ id: 'one too many', documents: [{}] })
  expect((await client.next()).id).toBe('one too many')
})

it('a call is refused as long as too many requests wait', async () => {
  await using served = await serving(controlled().executor, { maxQueue: 1 })
  await using client = await dial(`${served.url}/`)
  await client.next()
  await openCalls(client, 64)
  const { error } = await client.next()
  expect(error).toMatchObject({ code: 'REQUEST_QUEUE', status: 503 })
  // What is not let in at all is told so.
  await until(() => served.running.readiness().waiting > 0)
  await using late = await dial(`${served.url}/`)
  expect(await late.closed).toEqual({ code: 1013, reason: expect.stringContaining('requests wait already') })
})

it('closing answers the calls that are open, takes no more, and says so', async () => {
  const work = controlled()
  await using served = await serving(work.executor)
  await using busy = await dial(`${served.url}/`)
  await using idle = await dial(`${served.url}/`)
  for (const client of [busy, idle]) await client.next()
  await openCalls(busy, 1)
  await work.called(1)
  const closed = served.close()
  expect(await idle.closed).toEqual({ code: 1001, reason: 'the server is stopping' })
  expect(await busy.next()).toEqual({ credit: 0 })
  expect(await busy.call({ id: 'late' })).toEqual([
    { id: 'late', error: expect.objectContaining({ code: 'REQUEST_STOPPED', status: 503, retry_after: 1 }) },
  ])
  work.release()
  expect((await busy.next()).id).toBe('0')
  expect(await busy.next()).toHaveProperty('done')
  expect((await busy.closed).code).toBe(1001)
  await closed
})

it('closing without a grace period ends what is open', async () => {
  const work = controlled()
  await using served = await serving(work.executor)
  await using client = await dial(`${served.url}/`)
  await client.next()
  await openCalls(client, 1)
  await work.called(1)
  await served.close({ grace: 0 })
  expect((await client.closed).code).toBe(1006)
  await until(() => work.calls[0]?.aborted === true)
})

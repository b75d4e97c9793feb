import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { Document, Executor } from '@peaflow/core'
import { expect, it } from 'vitest'
import { toFetchHandler } from '../src/index.ts'
import { post, serving } from './serving.ts'

/** An executor that tells when it is called, and answers when it is let. */
function waiting() {
  const calls: AbortSignal[] = []
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let onCall: () => void = () => undefined
  const executor: Executor = async (documents, { signal }) => {
    calls.push(signal)
    onCall()
    await Promise.race([released, once(signal, 'abort')])
    return documents
  }
  const called = (count: number) =>
    new Promise<void>((resolve) => {
      onCall = () => calls.length >= count && resolve()
      onCall()
    })
  return { executor, calls, called, release: () => release() }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setImmediate()
}

it('a client that leaves ends the call of its request, and nothing is held', async () => {
  const work = waiting()
  await using served = await serving(work.executor)
  const leaving = new AbortController()
  const answer = fetch(`${served.url}/index`, { method: 'POST', body: '[{}]', signal: leaving.signal })
  await work.called(1)
  leaving.abort()
  await expect(answer).rejects.toThrow()
  await until(() => work.calls[0]?.aborted === true)
  await until(() => served.running.readiness().inFlight === 0)
})

it('a client that leaves while its body arrives leaves nothing behind', async () => {
  await using served = await serving((documents: Document[]) => documents)
  const { hostname, port } = new URL(served.url)
  const socket = connect(Number(port), hostname)
  socket.write(
    'POST /index HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n{"a":1}\n',
  )
  await once(socket, 'connect')
  socket.destroy()
  expect((await post(`${served.url}/index`, '[{}]')).status).toBe(200)
  await until(() => served.running.readiness().inFlight === 0)
})

it('a body of which more is announced than is taken is refused as it comes', async () => {
  await using served = await serving((documents: Document[]) => documents, { maxBody: 1_000 })
  for (const type of ['application/json', 'application/x-ndjson', 'image/png', 'multipart/form-data; boundary=b']) {
    const response = await post(`${served.url}/index`, 'x'.repeat(2_000), { 'content-type': type })
    expect([response.status, await response.json()]).toEqual([413, expect.objectContaining({ code: 'REQUEST_SIZE' })])
  }
})

it('answers come while documents are still being sent', async () => {
  await using served = await serving((documents: Document[]) => documents)
  let next: (line: string | undefined) => void = () => undefined
  const body = new ReadableStream({
    pull: (controller) =>
      new Promise<void>((resolve) => {
        next = (line) => {
          if (line === undefined) controller.close()
          else controller.enqueue(Buffer.from(line))
          resolve()
        }
      }),
  })
  const headers = { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' }
  const answer = fetch(`${served.url}/index?batch=1`, { method: 'POST', body, headers, duplex: 'half' })
  await setImmediate()
  next('{"id":"1"}\n')
  const reader = (await answer).body?.getReader()
  const read = async () => Buffer.from((await reader?.read())?.value ?? []).toString()
  expect(await read()).toBe('{"id":"1"}\n')
  next('{"id":"2"}\n')
  expect(await read()).toBe('{"id":"2"}\n')
  next(undefined)
  expect(await read()).toBe('')
})

it('a streamed answer leaves piece by piece, and a client that leaves ends it', async () => {
  let next: () => void = () => undefined
  let hasEnded = false
  const executor = async function* () {
    try {
      for (let number = 0; ; number += 1) {
        yield [{ id: String(number) }]
        await new Promise<void>((resolve) => {
          next = resolve
        })
      }
    } finally {
      hasEnded = true
    }
  }
  await using served = await serving(executor)
  const leaving = new AbortController()
  const headers = { accept: 'text/event-stream', 'content-type': 'application/json' }
  const { signal } = leaving
  const answer = await fetch(`${served.url}/`, { method: 'POST', body: '[{}]', headers, signal })
  const reader = answer.body?.getReader()
  for (let number = 0; number < 5; number += 1) {
    const text = Buffer.from((await reader?.read())?.value ?? []).toString()
    expect(text).toBe(`event: documents\ndata: {"documents":[{"id":"${number}"}]}\n\n`)
    next()
  }
  leaving.abort()
  await until(() => {
    next()
    return hasEnded
  })
  await until(() => served.running.readiness().inFlight === 0)
})

it('serves a `Request` as well', async () => {
  await using served = await serving((documents: Document[]) => documents)
  const handle = toFetchHandler(served.running)
  const request = (accept: string) =>
    new Request('http://peas.example/index', {
      method: 'POST',
      body: '[{"id":"1"}]',
      headers: { accept, 'content-type': 'application/json' },
    })
  expect(await (await handle(request('application/json'))).json()).toEqual({ documents: [{ id: '1' }] })
  expect(await (await handle(request('application/x-ndjson'))).text()).toBe('{"id":"1"}\n')
  expect((await handle(new Request('http://peas.example/livez'))).status).toBe(200)
})

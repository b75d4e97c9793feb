import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow, type PodOptions } from '@peaflow/flow'
import { expect, it, onTestFinished } from 'vitest'
import { numbered, start } from './flows.ts'

const headers = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'rojo=00f067aa0ba902b7',
  baggage: 'who=Zoë',
  'idempotency-key': 'k'.repeat(300),
  'x-empty': '',
}

const pod = (name: string, own: PodOptions & { with?: object } = {}): PodOptions & { name: string } => ({
  uses: './headers.mjs',
  ...own,
  name,
  with: { name, ...own.with },
})

const flows: [name: string, flow: Flow, calls: readonly string[]][] = [
  ['a chain', new Flow().add(pod('a')).add({ name: 'pass' }).add(pod('b')), ['a', 'b']],
  ['a thread', new Flow().add(pod('a', { runtime: 'thread' })), ['a']],
  ['this process', new Flow().add(pod('a', { runtime: 'inline' })), ['a']],
  ['only Peas that pass', new Flow().add({ name: 'a' }).add({ name: 'b', replicas: 2 }), []],
  ['any replica', new Flow().add(pod('a', { replicas: 2 })), ['a']],
  ['replicas in turn', new Flow().add(pod('a', { replicas: 2, scheduling: 'round_robin' })), ['a']],
  ['all replicas', new Flow().add(pod('a', { replicas: 2, polling: 'all' })).add(pod('b')), ['a', 'b']],
  [
    'a join that merges',
    new Flow()
      .add(pod('a'))
      .add(pod('b', { needs: 'a' }))
      .add(pod('c', { needs: 'a' }))
      .join(['b', 'c'], { name: 'd' }),
    ['a', 'b', 'c'],
  ],
  [
    'a join that calls, behind a head and a tail that call',
    new Flow()
      .add(pod('a', { replicas: 2, usesBefore: './upper.mjs', usesAfter: './upper.mjs' }))
      .add(pod('b', { needs: ['a', 'gateway'] })),
    ['a', 'b'],
  ],
]

it.each(flows)('headers pass, with the documents as they are, through %s', async (_, flow, calls) => {
  const { running } = await start(flow, {}, { optimize: 'none' })
  await using _running = running
  const texts = new Set<unknown>()
  const options = { batch: 1, headers, parameters: { n: 1 } }
  for await (const { documents, error, ...result } of running.stream('/', numbered(30), options)) {
    expect(error).toBeUndefined()
    expect(result.headers).toEqual(headers)
    expect(result.times).toBeUndefined()
    for (const { text, tags = {} } of documents) {
      texts.add(text)
      expect(tags).toEqual(Object.fromEntries(calls.map((name) => [name, headers])))
    }
  }
  expect(texts.size).toBe(30)
  // Without headers, there are none, and requests with headers of any size follow each other.
  const [plain] = await running.request('/', [{ text: 'x' }])
  expect(plain?.tags ?? {}).toEqual(Object.fromEntries(calls.map((name) => [name, {}])))
  const large = { 'x-large': 'x'.repeat(8_000) }
  const [other] = await running.request('/', [{ text: 'x'.repeat(100_000) }], { headers: large })
  expect(other?.tags ?? {}).toEqual(Object.fromEntries(calls.map((name) => [name, large])))
})

it.each(flows)('times say what each Pod with an executor took in %s', async (_, flow, calls) => {
  const { running } = await start(flow, {}, { optimize: 'none' })
  await using _running = running
  for await (const { headers, times = {} } of running.stream('/', numbered(30), { batch: 1, times: true })) {
    expect(headers).toEqual({})
    expect(Object.keys(times).sort()).toEqual(calls)
    for (const [wait, call] of Object.values(times)) {
      expect(wait).toBeGreaterThanOrEqual(0)
      expect(call).toBeGreaterThan(0)
    }
  }
})

it('the gateway joins the headers of replicas that all answer', async () => {
  const { running } = await start(new Flow().add(pod('a', { replicas: 3, polling: 'all' })))
  await using _running = running
  expect(running.plan.peas.map(({ role }) => role)).not.toContain('head')
  const options = { batch: 1, headers, times: true }
  for await (const { error, ...result } of running.stream('/', numbered(10), options)) {
    expect(error).toBeUndefined()
    expect(result.headers).toEqual(headers)
    expect(Object.keys(result.times ?? {})).toEqual(['a'])
  }
})

it('times are as long as the calls take', async () => {
  const { running } = await start(new Flow().add({ name: 'slow', uses: './slow.mjs', with: { milliseconds: 50 } }))
  await using _running = running
  for await (const { times } of running.stream('/', numbered(2), { batch: 1, times: true })) {
    expect(times?.slow?.[1]).toBeGreaterThanOrEqual(45) // a timer may be early by as much as its clock is coarse
  }
})

it('an error carries headers and times back, also through a join', async () => {
  const flow = new Flow()
    .add(pod('a'))
    .add(pod('b', { needs: 'a', with: { fails: true } }))
    .add(pod('c', { needs: 'a' }))
    .add(pod('d', { needs: ['b', 'c'] }))
  const { running } = await start(flow)
  await using _running = running
  for await (const { error, ...result } of running.stream('/', numbered(5), { batch: 1, headers, times: true })) {
    expect(error).toMatchObject({ code: 'REQUEST_EXECUTOR' })
    expect(result.headers).toEqual(headers)
    expect(Object.keys(result.times ?? {})).toEqual(['a', 'b'])
  }
})

it('a request that no message answers has the headers that it was sent with', async () => {
  const { running } = await start(new Flow().add({ name: 'a', uses: './wait.mjs' }))
  await using _running = running
  const stream = running.stream('/', numbered(1), { headers, timeout: 100 })
  for await (const { error, ...result } of stream) {
    expect(error).toMatchObject({ code: 'REQUEST_TIMEOUT' })
    expect(result.headers).toEqual(headers)
  }
})

it('a request that is given to the next life of a Pea has its headers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headers-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const flow = new Flow().add(pod('a')).add(pod('b', { with: { marker: join(folder, 'died') } }))
  const { running, events } = await start(flow)
  await using _running = running
  for await (const { documents, error, ...result } of running.stream('/', numbered(3), { batch: 1, headers })) {
    expect(error).toBeUndefined()
    expect(result.headers).toEqual(headers)
    for (const { tags } of documents) expect(tags).toEqual({ a: headers, b: headers })
  }
  expect(events.map(({ type }) => type)).toContain('pea-restarted')
})

it.each([
  ['a name in capitals', { Traceparent: 'x' }, '"Traceparent" is not the name of a header'],
  ['an empty name', { '': 'x' }, '"" is not the name of a header'],
  ['the name of the times', { times: 'x' }, '"times" cannot be the name of a header'],
  ['a number', { a: 7 as unknown as string }, 'the header "a" is not a string'],
  [
    'too many',
    Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`h${index}`, ''])),
    'a request has 65 headers, but may have 64',
  ],
  ['too long ones', { a: 'x'.repeat(8_200) }, /^the headers of a request have 8\d+ bytes, but may have 8192$/],
])('refuses %s', async (_, headers, message) => {
  const { running } = await start(new Flow().add({ name: 'a', runtime: 'inline' }))
  await using _running = running
  const expected = { code: 'REQUEST_HEADERS', message: expect.stringMatching(message) }
  await expect(running.request('/', [], { headers })).rejects.toMatchObject(expected)
  expect(() => running.stream('/', [], { headers })).toThrow(expect.objectContaining(expected))
})

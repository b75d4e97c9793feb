import { Flow } from '@peaflow/flow'
import { afterEach, describe, expect, test } from 'vitest'
import type { RunningFlow } from '../src/running/running-flow.ts'
import { childrenOf, numbered, start } from './flows.ts'

const before = childrenOf(process.pid)

afterEach(() => {
  expect(childrenOf(process.pid)).toEqual(before)
})

const slow = { uses: './slow.mjs', with: { milliseconds: 2 } }

test('it loses nothing when replicas are killed under load', async () => {
  const flow = new Flow({ name: 'killed' })
    .add({ name: 'first' })
    .add({ name: 'work', ...slow, replicas: 3 })
    .add({ name: 'last' })
  const { running, happened } = await start(flow)
  let count = 0
  for await (const { index, error, documents } of running.stream('/', numbered(3_000), { batch: 1, ordered: true })) {
    expect({ index, error, id: documents[0]?.id }).toEqual({ index: count, error: undefined, id: String(count) })
    count += 1
    if (count === 300 || count === 900) process.kill(childrenOf(process.pid)[2] ?? 0, 'SIGKILL')
  }
  expect(count).toBe(3_000)
  await happened('pea-restarted', 2)
  await running.stop()
})

describe.each(['process', 'thread'])('a request that kills its Pea, a %s', (runtime) => {
  const flow = new Flow({ name: 'poison', runtime }).add({ name: 'first' }).add({ name: 'work', uses: './poison.mjs' })

  test('it fails by name; the others are answered', async () => {
    const { running, happened } = await start(flow)
    const texts = ['a', 'b', 'exit', 'c', 'd']
    const results: unknown[] = []
    for await (const { documents, error } of running.stream(
      '/',
      texts.map((text) => ({ text })),
      { batch: 1, ordered: true },
    )) {
      results.push(error?.message ?? documents[0]?.text)
    }
    expect(results).toEqual(['a', 'b', expect.stringMatching(/work\/0.*(exit code 9|process\.exit\(9\))/s), 'c', 'd'])
    // A Pea may answer, and die of a request, before it has reported that it is ready.
    await happened('pea-exited', 2)
    await happened('pea-restarted', 1)
    await running.stop()
  })

  test('it fails at once, naming the Pea, when the restart policy allows no more', async () => {
    const { running, events } = await start(
      flow.set('work', { restart: { policy: 'on_failure', max: 1, window: 60_000 } }),
    )
    await expect(running.request('/', [{ text: 'exit' }])).rejects.toMatchObject({
      code: expect.stringMatching(/^REQUEST_/),
      message: expect.stringContaining('work/0'),
    })
    expect(events.at(-1)).toMatchObject({ type: 'pea-lost', pea: 'work/0' })
    await expect(running.request('/', [{ text: 'fine' }])).rejects.toMatchObject({
      message: expect.stringContaining('work/0'),
    })
    await running.stop()
  })
})

test.each(['process', 'thread'])('it ends and replaces a Pea, a %s, whose call never comes back', async (runtime) => {
  const flow = new Flow({ name: 'stuck', runtime })
    .add({ name: 'first' })
    .add({ name: 'work', uses: './poison.mjs', timeoutRequest: 500, retries: 0 })
  const { running, happened } = await start(flow)
  await expect(running.request('/', [{ text: 'loop' }])).rejects.toMatchObject({
    code: 'REQUEST_TIMEOUT',
    message: expect.stringContaining('work/0'),
  })
  expect(await running.request('/', [{ text: 'fine' }])).toMatchObject([{ text: 'fine' }])
  await happened('pea-restarted', 1)
  await running.stop()
})

describe('a Pea that never comes back is replaced, also where only the Flow has a time limit', () => {
  /** Starts a Flow with a call that never ends, gives that up in some way, and expects the next one to be answered. */
  async function outlast(giveUp: (running: RunningFlow) => Promise<void>): Promise<void> {
    const flow = new Flow({ name: 'stuck', timeoutRequest: 1_000 }).add({ name: 'work', uses: './poison.mjs' })
    const { running, events, happened } = await start(flow)
    await giveUp(running)
    await happened('pea-restarted', 1)
    expect(await running.request('/', [{ text: 'fine' }])).toMatchObject([{ text: 'fine' }])
    expect(events.filter(({ type }) => type === 'pea-restarted')).toHaveLength(1)
    await running.stop()
  }

  // Several at once, because acknowledgements are combined where there is much traffic.
  test('its request fails when its time is up', async () => {
    const fails = (running: RunningFlow) =>
      expect(running.request('/', [{ text: 'loop' }])).rejects.toMatchObject({
        code: 'REQUEST_TIMEOUT',
        message: expect.stringContaining('work/0'),
      })
    await Promise.all([fails, fails, fails, fails].map(outlast))
  })

  test('its request is cancelled by its caller', async () => {
    await outlast(async (running) => {
      const caller = new AbortController()
      const request = running.request('/', [{ text: 'loop' }], { signal: caller.signal })
      await expect.poll(async () => (await running.status()).peas[0]?.report).toBeUndefined()
      caller.abort()
      await expect(request).rejects.toThrow()
    })
  })
})

test('a request of a dead shard fails naming it, and never with half of the answer', async () => {
  const flow = new Flow({ name: 'shards', restart: { policy: 'never', max: 0, window: 60_000 } })
    .add({ name: 'shard', uses: './slow.mjs', with: { milliseconds: 1 }, replicas: 2, polling: 'all' })
    .add({ name: 'last' })
  const { running, happened } = await start(flow)
  expect(await running.request('/', [...numbered(1)])).toMatchObject([{ text: '0' }])
  const victim = running.plan.peas.findIndex(({ id }) => id === 'shard/1')
  process.kill(childrenOf(process.pid)[victim] ?? 0, 'SIGKILL')
  await happened('pea-lost', 1)
  await expect(running.request('/', [...numbered(1)])).rejects.toMatchObject({
    message: expect.stringContaining('shard/1'),
  })
  await running.stop()
})

test('an error on a side branch is an event; the answer comes nevertheless', async () => {
  const flow = new Flow({ name: 'side' })
    .add({ name: 'main' })
    .add({ name: 'side', uses: './fail.mjs', needs: 'main' })
    .last('main')
  const { running, events, happened } = await start(flow)
  expect(await running.request('/', [...numbered(1)])).toMatchObject([{ text: '0' }])
  await happened('side-failed', 1)
  expect(events.at(-1)).toMatchObject({
    error: { pod: 'side', pea: 'side/0', message: expect.stringContaining('never') },
  })
  await running.stop()
})

describe('a Pea that starts again when a peer is lost', () => {
  const once = { policy: 'never', max: 0, window: 60_000 } as const

  test('it goes on with the replicas that are left', async () => {
    const flow = new Flow({ name: 'rest' })
      .add({ name: 'first', uses: './upper.mjs' })
      .add({ name: 'work', ...slow, replicas: 2, restart: once })
      .add({ name: 'last' })
    const { running, happened } = await start(flow)
    const [first = 0, one = 0] = childrenOf(process.pid)
    process.kill(one, 'SIGKILL')
    await happened('pea-lost', 1)
    process.kill(first, 'SIGKILL')
    await happened('pea-restarted', 1)
    expect(await running.request('/', [{ text: 'x' }])).toMatchObject([{ text: 'X' }])
    await running.stop()
  })

  test('it still names the one that is lost', async () => {
    const flow = new Flow({ name: 'end' }).add({ name: 'first' }).add({ name: 'work', ...slow, restart: once })
    const { running, happened } = await start(flow)
    const [first = 0, work = 0] = childrenOf(process.pid)
    process.kill(work, 'SIGKILL')
    await happened('pea-lost', 1)
    process.kill(first, 'SIGKILL')
    await happened('pea-restarted', 1)
    await expect(running.request('/', [{ text: 'x' }])).rejects.toMatchObject({ code: 'REQUEST_PEA_LOST' })
    await running.stop()
  })
})

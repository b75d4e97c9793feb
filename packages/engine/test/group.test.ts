import { Flow, type PodOptions } from '@peaflow/flow'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../../pea/test/eventually.ts'
import { childrenOf, numbered, start } from './flows.ts'

const before = childrenOf(process.pid)

afterEach(() => {
  expect(childrenOf(process.pid)).toEqual(before)
})

const mark = (text: string): PodOptions => ({ uses: './mark.mjs', with: { mark: text } })

/** Three Pods of one group; `changes` are those of the Pod in the middle. */
const chain = (changes: PodOptions = {}, all: PodOptions = {}): Flow =>
  new Flow({ name: 'group' })
    .add({ name: 'a', group: 'g', ...mark('a'), ...all })
    .add({ name: 'b', group: 'g', ...mark('b'), ...all, ...changes })
    .add({ name: 'c', group: 'g', ...mark('c'), ...all })

describe.each(['process', 'thread', 'inline'])('a group, as %s', (runtime) => {
  test('calls its Pods one after another, in one Pea', async () => {
    const { running } = await start(chain({}, { runtime }))
    expect(await running.request('/', [{ text: 'x' }])).toMatchObject([{ text: 'xabc' }])
    const { peas } = await running.status()
    expect(peas).toMatchObject([{ id: 'a/0', pod: 'a', pods: ['a', 'b', 'c'], runtime }])
    expect(childrenOf(process.pid).length - before.length).toBe(runtime === 'process' ? 1 : 0)
    await running.stop()
  })

  test('fails a request in the name of the Pod that throws', async () => {
    const { running } = await start(chain({ uses: './fail.mjs', with: {} }, { runtime }))
    await expect(running.request('/', [{ text: 'x' }])).rejects.toMatchObject({
      code: 'REQUEST_EXECUTOR',
      message: 'Pod "b", Pea "b/0": this never works',
    })
    await running.stop()
  })

  test('fails to start in the name of the Pod whose setup fails', async () => {
    await expect(start(chain({ uses: './throw.mjs', with: {} }, { runtime }))).rejects.toMatchObject({
      code: 'LAUNCH_EXECUTOR_SETUP',
      message: 'Pod "b", Pea "b/0": setup of the executor failed: no model here',
    })
  })

  test('limits the calls of each Pod by themselves', async () => {
    const { running } = await start(chain({ uses: './wait.mjs', with: {}, timeoutRequest: 200 }, { runtime }))
    await expect(running.request('/', [{ text: 'x' }])).rejects.toMatchObject({
      code: 'REQUEST_TIMEOUT',
      message: 'the call in b/0 did not end within 200 ms',
    })
    expect(await running.request('/', [{ text: 'x', quick: true }])).toMatchObject([{ text: 'xac' }])
    await running.stop()
  })

  test('aborts the call of a request that is cancelled, and writes in the name of its Pod', async () => {
    const { running, wrote, lines, until } = await start(chain({ uses: './wait.mjs', with: {} }, { runtime }))
    const cancel = new AbortController()
    const answer = running.request('/', [{ text: 'x' }], { signal: cancel.signal })
    await wrote('b: waits')
    cancel.abort()
    await expect(answer).rejects.toThrow()
    await until(() => lines.some(({ text }) => text.startsWith('b: aborted')))
    expect(await running.request('/', [{ text: 'y', quick: true }])).toMatchObject([{ text: 'yac' }])
    await running.stop()
  })
})

test('a group is counted as one Pod, with the names of all', async () => {
  const { running } = await start(chain().add({ name: 'last' }))
  await running.request('/', [{ text: 'x' }])
  const pods = () => running.statistics().pods.map(({ pod, pods, received }) => [pod, pods, received.messages])
  await eventually(pods).toEqual([
    ['a', ['a', 'b', 'c'], 1],
    ['last', undefined, 1],
  ])
  await running.stop()
})

test('a tap of a group copies what arrives at its first Pod and what leaves its last one, and nothing between', async () => {
  const { running } = await start(chain({}, { runtime: 'inline' }))
  const taps = [running.tap('a', { at: 'in' }), running.tap('c', { at: 'out' })]
  const copies = Promise.all(taps.map(async (tap) => (await tap.next()).value?.documents?.[0]?.text))
  let isOver = false
  const over = copies.finally(() => {
    isOver = true
  })
  while (!isOver) await running.request('/', [{ text: 'x' }])
  expect(await over).toEqual(['x', 'xabc'])
  await Promise.all(taps.map((tap) => tap.return?.()))
  for (const [pod, at, what] of [
    ['b', 'in', 'arrives at'],
    ['c', 'in', 'arrives at'],
    ['a', 'out', 'leaves'],
    ['b', 'out', 'leaves'],
  ] as const) {
    expect(() => running.tap(pod, { at })).toThrow(
      expect.objectContaining({ code: 'CONFIG_TAP', message: expect.stringContaining(`what ${what} "${pod}" cannot`) }),
    )
  }
  expect(() => running.tap('d')).toThrow(expect.objectContaining({ code: 'TOPOLOGY_UNKNOWN_POD' }))
  await running.stop()
})

test('a group of Pods that only pass calls nothing, and names all of them', async () => {
  const flow = ['a', 'b', 'c'].reduce((next, name) => next.add({ name, group: 'g' }), new Flow({ name: 'passing' }))
  const { running } = await start(flow)
  let count = 0
  for await (const { documents } of running.stream('/', numbered(500), { batch: 1, ordered: true })) {
    expect(documents).toMatchObject([{ id: String(count) }])
    count += 1
  }
  expect(count).toBe(500)
  await running.stop()
})

test('a group loses nothing when its Peas are killed under load', async () => {
  const slow = { uses: './slow.mjs', with: { milliseconds: 1 } }
  const { running, happened } = await start(chain(slow, { replicas: 2 }).add({ name: 'last' }))
  let count = 0
  for await (const { index, error, documents } of running.stream('/', numbered(1_000), { batch: 1, ordered: true })) {
    expect({ index, error, text: documents[0]?.text }).toEqual({ index: count, error: undefined, text: `${count}ac` })
    count += 1
    if (count === 100 || count === 500) {
      const { peas } = await running.status()
      process.kill(peas.find(({ pods, pid }) => pods !== undefined && pid !== undefined)?.pid ?? 0, 'SIGKILL')
    }
  }
  expect(count).toBe(1_000)
  await happened('pea-restarted', 2)
  await running.stop()
})

describe('a request that kills the Pea of a group', () => {
  test.each([
    ['process', /a\/0 died while it worked on this request.*exit code 9 \(it ran "a", "b", "c"\)/s],
    ['thread', /a\/0 died while it worked on this request.*process\.exit\(9\) \(in "b"\)/s],
  ])('fails with the names of its Pods, a %s', async (runtime, message) => {
    const flow = chain({ uses: './poison.mjs', with: {} }, { runtime, retries: 0 }).set('a', mark(''))
    const { running, happened } = await start(flow)
    await expect(running.request('/', [{ text: 'exit' }])).rejects.toThrow(
      expect.objectContaining({ code: 'REQUEST_PEA_DIED', message: expect.stringMatching(message) }),
    )
    await happened('pea-restarted', 1)
    await running.stop()
  })
})

test('a call that blocks the thread of a group fails with the names of its Pods, and the Pea is replaced', async () => {
  const flow = chain({ uses: './poison.mjs', with: {} }, { timeoutRequest: 100, retries: 0 }).set('a', {
    with: { mark: '' },
  })
  const { running, happened } = await start(flow)
  await expect(running.request('/', [{ text: 'loop' }])).rejects.toMatchObject({
    code: 'REQUEST_TIMEOUT',
    message: 'a call in a/0 (it runs "a", "b", "c") exceeded its limit of 300 ms and blocks its thread',
  })
  expect(await running.request('/', [{ text: 'fine' }])).toMatchObject([{ text: 'finec' }])
  await happened('pea-restarted', 1)
  await running.stop()
})

test('scale and restart of one Pod are those of its group', async () => {
  const { running, events } = await start(chain().add({ name: 'last' }))
  await running.scale('b', 2)
  expect((await running.status()).peas.map(({ id }) => id)).toEqual(['a/0', 'last/0', 'a/1'])
  expect(events).toContainEqual({ type: 'scaled', pod: 'b', from: 1, to: 2 })
  await running.restart('c')
  expect((await running.status()).peas.map(({ incarnation }) => incarnation)).toEqual([2, 1, 2])
  expect(await running.request('/', [{ text: 'x' }])).toMatchObject([{ text: 'xabc' }])
  await running.scale('a', 1)
  expect(await running.request('/', [{ text: 'x' }])).toMatchObject([{ text: 'xabc' }])
  await expect(running.restart('d')).rejects.toMatchObject({ code: 'TOPOLOGY_UNKNOWN_POD' })
  await running.stop()
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Flow } from '@peaflow/flow'
import { formatKey, newFlowKey, readPodKeys } from '@peaflow/protocol'
import { expect, it, onTestFinished } from 'vitest'
import { childrenOf, start } from './flows.ts'
import { ownJoining, textsOf } from './joining.ts'

const joining = ownJoining()

it('is ready once enough replicas have joined, which then answer, and leave without a failed request', async () => {
  const first = joining.replica()
  const { running, events, until } = await start(joining.flowOf(1))
  onTestFinished(() => running.stop())
  expect(await first.happened('joined')).toMatchObject({ flow: 'joined', pea: 'encode/0' })
  expect(running.readiness().pods).toMatchObject({ encode: { ready: 1, of: 1 } })
  const second = joining.replica()
  await until(() => events.some((event) => event.type === 'pea-ready' && event.pea === 'encode/1'))
  const status = await running.status()
  expect(status.peas.filter(({ runtime }) => runtime === 'join')).toMatchObject([
    { id: 'encode/0', phase: 'ready', address: '127.0.0.1' },
    { id: 'encode/1', phase: 'ready', address: '127.0.0.1' },
  ])
  const answers = textsOf(running, 500)
  await second.leave()
  expect(await second.ended).toBe(0)
  expect(await answers).toEqual(Array.from({ length: 500 }, (_, index) => `${index}.`))
  await until(() => events.some((event) => event.type === 'pea-exited' && event.pea === 'encode/1' && event.expected))
  await running.status()
  expect(running.plan.pods[0]?.peas).toEqual(['encode/head', 'encode/0', 'encode/tail'])
})

it('takes its share within a second, and the smallest number that is free', async () => {
  const first = joining.replica()
  const { running, events, until } = await start(joining.flowOf(1))
  onTestFinished(() => running.stop())
  const [second, third] = [joining.replica(), joining.replica()]
  await until(
    () => events.filter((event) => event.type === 'pea-ready' && event.pea.startsWith('encode/')).length === 5,
  )
  await Promise.all([second.happened('loaded'), third.happened('loaded')])
  const full = joining.replica()
  expect(await full.happened('retrying')).toMatchObject({ reason: '"encode" has 3 replicas, and takes no more' })
  expect((await running.status()).dropped).toBe(0)
  await first.leave()
  expect(await full.happened('joined')).toMatchObject({ pea: 'encode/0' })
  await until(() =>
    events.some((event) => event.type === 'pea-ready' && event.pea === 'encode/0' && event.incarnation === 2),
  )
  expect(new Set(await textsOf(running, 100)).size).toBe(100)
})

it('keeps its executor loaded while its Flow is gone, and joins the next one', async () => {
  const one = joining.replica({ with: { mark: '!' }, uses: './mark.mjs' })
  const first = await start(joining.flowOf(1))
  expect(await one.happened('loaded')).toMatchObject({ isRetained: false })
  expect(await textsOf(first.running, 3)).toEqual(['0!.', '1!.', '2!.'])
  await first.running.stop()
  expect(await one.happened('left')).toMatchObject({ flow: 'joined', pea: 'encode/0' })
  await one.happened('retrying')
  const second = await start(joining.flowOf(1))
  onTestFinished(() => second.running.stop())
  expect(await one.happened('loaded', 2)).toMatchObject({ isRetained: true })
  expect(await textsOf(second.running, 3)).toEqual(['0!.', '1!.', '2!.'])
})

it('cannot be scaled or restarted by its Flow', async () => {
  joining.replica()
  const { running } = await start(joining.flowOf(1))
  onTestFinished(() => running.stop())
  await expect(running.scale('encode', 2)).rejects.toMatchObject({ code: 'TOPOLOGY_SCALE' })
  await expect(running.restart('encode')).rejects.toMatchObject({ code: 'TOPOLOGY_RESTART' })
  await running.scale('mark', 2)
  expect(await textsOf(running, 3)).toEqual(['0.', '1.', '2.'])
})

it('is refused by name, and counted', async () => {
  const { running, events } = await start(joining.flowOf(0).add({ name: 'other', uses: './upper.mjs' }))
  onTestFinished(() => running.stop())
  const wrongPod = joining.replica({ pod: 'encoed' })
  await expect(wrongPod.ended).rejects.toMatchObject({ code: 'LAUNCH_ENROL', hint: 'Did you mean "encode"?' })
  await expect(joining.replica({ pod: 'other' }).ended).rejects.toMatchObject({
    code: 'LAUNCH_ENROL',
    message: 'the Flow launches the replicas of "other" itself',
  })
  await expect(joining.replica({ replicaId: 3 }).ended).rejects.toMatchObject({
    code: 'LAUNCH_ENROL',
    hint: 'Its numbers go from 0 to 2',
  })
  const stranger = join(joining.folder, 'other.key')
  writeFileSync(stranger, `${formatKey(newFlowKey())}\n`, { mode: 0o600 })
  await expect(joining.replica({ keys: readPodKeys(stranger, 'encode') }).ended).rejects.toMatchObject({
    code: 'LAUNCH_KEY',
  })
  await expect(joining.replica({ security: 'none' }).ended).rejects.toMatchObject({ code: 'LAUNCH_KEY' })
  expect(events).toContainEqual(expect.objectContaining({ type: 'protocol-broken', reason: 'enrol: it cannot join' }))
  expect((await running.status()).dropped).toBeGreaterThan(0)
})

it('needs a key that others can have', async () => {
  const withoutKey = new Flow({ join: joining.port }).add({ name: 'encode', replicas: { min: 1, max: 2 } })
  await expect(start(withoutKey)).rejects.toMatchObject({ code: 'CONFIG_KEY' })
})

it('waits for its number where every replica gets each message', async () => {
  const flow = new Flow({ name: 'sharded', join: `127.0.0.1:${joining.port}`, key: joining.key }).add({
    name: 'encode',
    uses: './mark.mjs',
    with: { mark: '!' },
    polling: 'all',
    replicas: { min: 2, max: 2 },
  })
  const [zero, one] = [joining.replica({ replicaId: 0 }), joining.replica({ replicaId: 1 })]
  const { running, events, until } = await start(flow)
  onTestFinished(() => running.stop())
  await expect(joining.replica().ended).rejects.toMatchObject({ code: 'LAUNCH_ENROL' })
  expect(await running.request('/', [{ id: 'x', text: 'a' }])).toHaveLength(1)
  await one.leave()
  const waiting = running.request('/', [{ id: 'x', text: 'b' }])
  joining.replica({ replicaId: 1 })
  await until(() => events.some((event) => event.type === 'pea-restarted' && event.pea === 'encode/1'))
  expect(await waiting).toMatchObject([{ text: 'b!' }])
  expect(zero.events.some(({ type }) => type === 'left')).toBe(false)
})

it('can be stopped while it waits for replicas, and leaves nothing behind', async () => {
  for (const polling of ['any', 'all'] as const) {
    const controller = new AbortController()
    const flow = new Flow({ name: 'aborted', join: `127.0.0.1:${joining.port}`, key: joining.key }).add({
      name: 'encode',
      polling,
      replicas: { min: 2, max: 2 },
    })
    const onEvent = ({ type }: { readonly type: string }) => {
      if (type === 'replicas-awaited') controller.abort()
    }
    await expect(start(flow, { signal: controller.signal, onEvent })).rejects.toMatchObject({ code: 'LAUNCH_ABORTED' })
    expect(childrenOf(process.pid)).toEqual([])
  }
})

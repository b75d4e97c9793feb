import { EventEmitter, once } from 'node:events'
import type { FlowEvent } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { containersOf, describeDocker, engine, pause } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from './start.ts'

const name = `pause-${process.pid}`
const DOCUMENTS = 600
let image = ''

describeDocker('a container that is paused', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))

  test('it is replaced and removed; no request is lost, and none answered twice', async () => {
    const flow = new Flow({ name, timeoutAlive: 2_000 })
      .add({ name: 'first' })
      .add({ name: 'encode', uses: './slow.mjs', image })
    const events = new EventEmitter()
    const onEvent = (event: FlowEvent) => void events.emit(event.type, event)
    await using running = await start(buildFlow(flow), { onEvent })
    const paused = (await running.status()).peas.find(({ id }) => id === 'encode/0')?.container ?? ''
    const documents = Array.from({ length: DOCUMENTS }, (_, number) => ({ id: `${number}` }))
    const ids: string[] = []
    let restarted: Promise<unknown> | undefined
    let pausedAt = 0
    for await (const { documents: some, error } of running.stream('/', documents, { batch: 1 })) {
      if (error !== undefined) throw error
      ids.push(...some.map(({ id = '' }) => id))
      if (ids.length !== DOCUMENTS / 10) continue
      await pause(paused)
      pausedAt = performance.now()
      restarted = once(events, 'pea-restarted').then(() => performance.now() - pausedAt)
    }
    expect(ids).toHaveLength(DOCUMENTS)
    expect(new Set(ids).size).toBe(DOCUMENTS)
    // Printed, not asserted: the machines that run this are shared.
    console.log(`the container was replaced after ${Math.round(Number(await restarted))} ms, timeout_alive 2 s`)
    const [left, ...others] = await containersOf(name)
    expect([left === undefined, others]).toEqual([false, []])
    await expect(engine.getContainer(paused).inspect()).rejects.toMatchObject({ statusCode: 404 })
  })
})

describeDocker('a container on Unix sockets that loses its network', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))

  test('goes on: nothing of it goes over that network', async () => {
    const flow = new Flow({ name, timeoutAlive: 1_000 })
      .add({ name: 'first' })
      .add({ name: 'encode', uses: './slow.mjs', with: { milliseconds: 3_000 }, image })
    await using running = await start(buildFlow(flow))
    const container = (await running.status()).peas.find(({ id }) => id === 'encode/0')?.container ?? ''
    await engine.getNetwork('bridge').disconnect({ Container: container, Force: true })
    expect(await running.request('/', [{ id: '1' }])).toMatchObject([{ id: '1' }])
    expect((await running.status()).peas.map(({ incarnation, phase }) => [incarnation, phase])).toEqual([
      [1, 'ready'],
      [1, 'ready'],
    ])
  })
})

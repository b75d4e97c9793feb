import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FlowEvent } from '@peaflow/engine'
import { buildFlow, Flow, type FlowOptions } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { containersOf, engine } from '../docker/engine.ts'
import { mechanismAt } from '../docker/mechanism.ts'
import { buildOwnImage } from '../docker/own-image.ts'
import { directory, start } from '../end-to-end/start.ts'
import { describeRemote } from './describe.ts'
import { containersOn } from './remote-engine.ts'
import { openRemoteEngines, type RemoteEngines } from './remote-engines.ts'

const name = `remote-${process.pid}`
const image = `peaflow-test/remote:${process.pid}`
const DOCUMENTS = Array.from({ length: 200 }, (_, number) => ({ id: `${number}`, number, tags: {} }))

const file = (path: string) => ({ path, text: readFileSync(join(directory, path), 'utf8') })

let remotes: RemoteEngines

/** The results of a Flow for all documents, the containers on each machine, the progress messages, and what its ports on the network speak. */
async function run(flow: Flow) {
  const events: FlowEvent[] = []
  await using running = await start(buildFlow(flow), { onEvent: (event) => void events.push(event) })
  const results = []
  for await (const { documents, error } of running.stream('/', DOCUMENTS, { batch: 5 })) {
    if (error !== undefined) throw error
    results.push(...documents)
  }
  const containers = await Promise.all(remotes.engines.map(async (remote) => (await containersOn(remote)).length))
  const { peas } = await running.status()
  const machines = [remotes.network.address, ...remotes.network.machines.map(({ address }) => address)]
  const ports = peas
    .flatMap(({ address }) => address?.split(', ') ?? [])
    .map((address) => Number(new URL(address).port))
  const found = await Promise.all([...new Set(ports)].map((port) => mechanismAt(machines, port)))
  const mechanisms = found.filter((mechanism) => mechanism !== undefined)
  const progress = events.flatMap((event) => (event.type === 'pea-progress' ? [event.message] : []))
  return { results, containers, progress, mechanisms }
}

const flowOf = (options: FlowOptions = {}) =>
  new Flow({
    name,
    timeoutReady: 120_000,
    hostname: remotes.network.address,
    dockerHost: 'tcp://{host}:2376',
    ...options,
  })

describeRemote('a Flow with containers on other machines', () => {
  beforeAll(async () => {
    await buildOwnImage(image, { files: [file('times.mjs'), file('mark.mjs'), file('setup-mark.mjs')] })
    remotes = await openRemoteEngines(2)
    vi.stubEnv('DOCKER_CERT_PATH', remotes.client)
  }, 600_000)

  afterEach(async () => {
    expect(await containersOf(name)).toEqual([])
    expect(await Promise.all(remotes.engines.map(containersOn))).toEqual([[], []])
  })

  afterAll(async () => {
    vi.unstubAllEnvs()
    await remotes.close()
    await engine.getImage(image).remove()
  }, 600_000)

  test('it runs there, with an image that this machine sends', async () => {
    const [one] = remotes.engines
    const flow = flowOf()
      .add({ name: 'first', uses: './times.mjs', with: { by: 2 } })
      .add({ name: 'remote', image, uses: '/app/times.mjs', with: { by: 3 }, replicas: 2, host: one?.machine.address })
      .add({ name: 'last', uses: './times.mjs', with: { by: 5 } })
    const { results, containers, progress } = await run(flow)
    expect(results.map(({ id, tags }) => [id, tags]).sort()).toEqual(
      DOCUMENTS.map(({ id, number }) => [id, { times2: 2 * number, times3: 3 * number, times5: 5 * number }]).sort(),
    )
    expect(containers).toEqual([2, 0])
    expect(progress).toContainEqual(expect.stringContaining(`sending ${image} to ${one?.machine.address}: `))
  })

  test('it spreads replicas over machines', async () => {
    const hosts = remotes.network.machines.map(({ address }) => address)
    const flow = flowOf()
      .add({ name: 'first', uses: './times.mjs', with: { by: 2 } })
      .add({ name: 'remote', image, uses: '/app/mark.mjs', with: { mark: 'remote' }, replicas: 2, host: hosts })
      .add({ name: 'last', uses: './index.mjs' })
    const { results, containers } = await run(flow)
    expect(containers).toEqual([1, 1])
    expect(results).toHaveLength(DOCUMENTS.length)
    const replicas = new Set(results.map(({ tags }) => (tags as { remote: { replica: number } }).remote.replica))
    expect([...replicas].sort()).toEqual([0, 1])
  })

  test('it is scaled across machines', async () => {
    const hosts = remotes.network.machines.map(({ address }) => address)
    const flow = flowOf().add({ name: 'remote', image, replicas: 2, host: hosts })
    await using running = await start(buildFlow(flow))
    const count = () => Promise.all(remotes.engines.map(async (remote) => (await containersOn(remote)).length))
    await running.scale('remote', 3)
    expect(await count()).toEqual([2, 1])
    await running.scale('remote', 1)
    expect(await count()).toEqual([1, 0])
    expect(await running.request('/', [{ id: '1' }])).toMatchObject([{ id: '1' }])
  })

  test('it has a workspace there that the user of its image may write to', async () => {
    const [one] = remotes.engines
    const flow = flowOf().add({ name: 'remote', image, uses: '/app/setup-mark.mjs', host: one?.machine.address })
    expect((await run(flow)).results).toHaveLength(DOCUMENTS.length)
    const { Volumes } = (await one?.engine.listVolumes({ filters: { label: [`peaflow.flow=${name}`] } })) ?? {}
    expect(Volumes?.map((volume) => volume.Name)).toContainEqual(
      expect.stringMatching(new RegExp(`^peaflow-${name}-remote-0-[0-9a-f]{12}$`)),
    )
  })

  test.each([
    ['curve', 'CURVE'],
    ['none', 'NULL'],
  ] as const)(
    'it passes documents between machines, within one, and back, with security: %s',
    async (security, mechanism) => {
      const [a, b] = remotes.network.machines.map(({ address }) => address)
      const flow = flowOf({ security })
        .add({ name: 'one', image, uses: '/app/times.mjs', with: { by: 2 }, host: a })
        .add({ name: 'two', image, uses: '/app/times.mjs', with: { by: 3 }, host: b })
        .add({ name: 'three', image, uses: '/app/times.mjs', with: { by: 5 }, host: b })
        .add({ name: 'four', uses: './times.mjs', with: { by: 7 } })
      const { results, containers, mechanisms } = await run(flow)
      expect(containers).toEqual([1, 2])
      expect(results.find(({ id }) => id === '4')?.tags).toEqual({ times2: 8, times3: 12, times5: 20, times7: 28 })
      expect(mechanisms.length).toBeGreaterThanOrEqual(2)
      expect(mechanisms).toEqual(mechanisms.map(() => mechanism))
    },
  )
})

import { buildFlow, Flow } from '@peaflow/flow'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { dockerLauncher } from '../src/docker-launcher.ts'
import { containersOf, describeDocker, engine } from './docker/engine.ts'
import { makeFolder } from './docker/folder.ts'
import { buildTestPeaImage } from './docker/pea-image.ts'
import { start } from './end-to-end/start.ts'
import { specOf } from './spec.ts'

const flow = `start-${process.pid}`
const CONTAINERS = 8
const ROUNDS = 5
const directory = makeFolder()
const launcher = dockerLauncher()
let image = ''

/** What a bare script needs, in milliseconds. */
async function startBare(): Promise<number> {
  const begun = performance.now()
  const containers = await Promise.all(
    Array.from({ length: CONTAINERS }, async () => {
      const container = await engine.createContainer({ Image: image, OpenStdin: true, Cmd: ['--name', 'bare'] })
      await container.start()
      return container
    }),
  )
  const took = performance.now() - begun
  await Promise.all(containers.map((container) => container.remove({ force: true })))
  return took
}

async function startOurs(): Promise<number> {
  const begun = performance.now()
  const handles = await Promise.all(
    Array.from({ length: CONTAINERS }, (_, replicaId) =>
      launcher.launch(specOf({ flow, image, id: `encode/${replicaId}`, replicaId, directory })),
    ),
  )
  const took = performance.now() - begun
  await Promise.all(handles.map((handle) => handle.stop({ grace: 0 })))
  return took
}

async function startFlow(): Promise<number> {
  const plan = buildFlow(new Flow({ name: flow }).add({ name: 'encode', image, replicas: CONTAINERS }))
  const begun = performance.now()
  await using _running = await start(plan)
  return performance.now() - begun
}

/** Medians, in milliseconds. */
const describe = (times: Readonly<Record<string, readonly number[]>>) =>
  Object.entries(times)
    .map(([what, some]) => `${what} ${Math.round(median(some))} ms`)
    .join(', ')

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

describeDocker('the start of containers', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 60_000)
  afterEach(async () => expect(await containersOf(flow)).toEqual([]))

  test('it takes at most 1.3 times what a bare script needs, for 8 at once', async () => {
    const times = { bare: [] as number[], ours: [] as number[], flow: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      times.bare.push(await startBare())
      times.ours.push(await startOurs())
      times.flow.push(await startFlow())
    }
    console.log(`8 containers: ${describe(times)}`)
    expect(median(times.ours) / median(times.bare)).toBeLessThan(1.3)
  })
})

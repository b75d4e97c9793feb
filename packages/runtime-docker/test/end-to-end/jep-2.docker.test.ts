import type { FlowPlan } from '@peaflow/core'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { containersOf, describeDocker } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from './start.ts'

const name = `jep-2-${process.pid}`
let image = ''

/** The tags of one document after a Flow, and the number of its containers. */
async function run(plan: FlowPlan) {
  await using running = await start(plan)
  const [document] = await running.request('/', [{ id: '1', tags: {} }])
  return { tags: document?.tags, containers: (await containersOf(name)).length }
}

const inside = { replica: 0, inside: true }

// The code blocks of JEP 2 that run on one machine, in code and as a flow file.
const blocks: [what: string, inCode: () => Flow, inYaml: () => string, tags: object, containers: number][] = [
  [
    'a Pod in a container, then one outside',
    () => new Flow({ name }).add({ name: 'p1', uses: './encode.yml', image }).add({ name: 'p2' }),
    () => `
name: ${name}
pods:
  p1: { uses: ./encode.yml, image: '${image}' }
  p2: {}`,
    { encode: inside },
    1,
  ],
  [
    'a join of two',
    () =>
      new Flow({ name })
        .add({ name: 'p1', uses: './encode.yml', image })
        .add({ name: 'p2', uses: './index.mjs' })
        .join(['p1', 'p2']),
    () => `
name: ${name}
pods:
  p1: { uses: ./encode.yml, image: '${image}' }
  p2: { uses: ./index.mjs }
  joiner: { needs: [p1, p2], uses: _merge }`,
    { encode: inside, indexed: true },
    1,
  ],
  [
    'send_to and recv_from',
    () =>
      new Flow({ name })
        .add({ name: 'p1', uses: './encode.yml', image, send_to: 'p3' })
        .add({ name: 'p2', uses: './index.mjs', recv_from: 'gateway', image })
        .add({ name: 'p3', recv_from: ['p1', 'p2'], uses: '_merge' }),
    () => `
name: ${name}
pods:
  p1: { uses: ./encode.yml, image: '${image}', send_to: p3 }
  p2: { uses: ./index.mjs, recv_from: gateway, image: '${image}' }
  p3: { recv_from: [p1, p2], uses: _merge }`,
    { encode: inside, indexed: true },
    2,
  ],
  [
    'host_in set by the user',
    () =>
      new Flow({ name })
        .add({ name: 'p1', uses: './encode.yml', image })
        .add({ name: 'p2', uses: './index.mjs', hostIn: '127.0.0.1' }),
    () => `
name: ${name}
pods:
  p1: { uses: ./encode.yml, image: '${image}' }
  p2: { uses: ./index.mjs, host_in: 127.0.0.1 }`,
    { encode: inside, indexed: true },
    1,
  ],
  [
    'host_in set by the user, in a container',
    () =>
      new Flow({ name })
        .add({ name: 'p1', uses: './index.mjs' })
        .add({ name: 'p2', uses: './encode.yml', image, hostIn: 'host.docker.internal' }),
    () => `
name: ${name}
pods:
  p1: { uses: ./index.mjs }
  p2: { uses: ./encode.yml, image: '${image}', host_in: host.docker.internal }`,
    { encode: inside, indexed: true },
    1,
  ],
  [
    'ports on all interfaces',
    () =>
      new Flow({ name, bind: '0.0.0.0' })
        .add({ name: 'p1', uses: './encode.yml', image })
        .add({ name: 'p2', uses: './index.mjs', image }),
    () => `
name: ${name}
with: { bind: 0.0.0.0 }
pods:
  p1: { uses: ./encode.yml, image: '${image}' }
  p2: { uses: ./index.mjs, image: '${image}' }`,
    { encode: inside, indexed: true },
    2,
  ],
]

describeDocker('the code of JEP 2', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))

  test.each(blocks)('it runs: %s', async (_what, inCode, inYaml, tags, containers) => {
    expect(await run(buildFlow(inCode()))).toEqual({ tags, containers })
    expect(Flow.fromYaml(inYaml()).equals(inCode())).toBe(true)
    expect(await run(buildFlow(Flow.fromYaml(inYaml())))).toEqual({ tags, containers })
  })
})

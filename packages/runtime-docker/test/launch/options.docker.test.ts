import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { PeaSpec } from '@peaflow/core'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { LABELS } from '../../src/labels/labels.ts'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { specToDo } from '../docker/actions.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { buildTestImage } from '../docker/image.ts'

const flow = `options-${process.pid}`
const directory = makeFolder()
const launcher = dockerLauncher()

/** The container options of the first Pea of a flow file. */
function optionsIn(yaml: string): PeaSpec['container'] {
  const plan = buildFlow(Flow.fromYaml(yaml))
  return plan.peas.find(({ role }) => role === 'replica')?.container
}

const optionsOf = (options: string) =>
  optionsIn(`name: f\nversion: 1\npods:\n  a: { image: peaflow/pea, ${options} }\n`)

/** What the Engine says of a container with these options. */
async function inspect(container: PeaSpec['container']) {
  const handle = await launcher.launch(specToDo([['stay']], { flow, directory, container }))
  const [{ Id = '' } = {}] = await engine.listContainers({ filters: { label: [`${LABELS.flow}=${flow}`] } })
  const inspected = await engine.getContainer(Id).inspect()
  await handle.stop({ grace: 0 })
  return inspected
}

const MEGABYTE = 1024 ** 2

const values: readonly (readonly [options: string, expected: object])[] = [
  ['memory: 64MB', { HostConfig: { Memory: 64 * MEGABYTE } }],
  ['memory: 512m', { HostConfig: { Memory: 512 * MEGABYTE } }],
  ['memory: 1.5GB', { HostConfig: { Memory: 1_536 * MEGABYTE } }],
  ['memory: 2GiB', { HostConfig: { Memory: 2_048 * MEGABYTE } }],
  ['memory: 67108864', { HostConfig: { Memory: 64 * MEGABYTE } }],
  ['cpus: 0.5', { HostConfig: { NanoCpus: 500_000_000 } }],
  ['cpus: 2', { HostConfig: { NanoCpus: 2_000_000_000 } }],
  ['user: 1000', { Config: { User: '1000' } }],
  ['user: "1000:1000"', { Config: { User: '1000:1000' } }],
  ['pull: missing', { Config: { Image: 'peaflow-test/node:1' } }],
  ['pull: never', { Config: { Image: 'peaflow-test/node:1' } }],
]

describeDocker('the values of container options that the page shows', { timeout: 600_000 }, () => {
  beforeAll(() => buildTestImage(), 180_000)
  afterEach(async () => expect(await containersOf(flow)).toEqual([]))

  test.each(values)('%s', async (options, expected) => {
    expect(await inspect(optionsOf(options))).toMatchObject(expected)
  })

  test.each(['gpus: all', 'gpus: 1'])('%s, which this Engine does not have', async (options) => {
    await expect(inspect(optionsOf(options))).rejects.toMatchObject({ code: 'LAUNCH_GPU_MISSING' })
  })

  test('pull: always asks the registry', async () => {
    const spec = specToDo([], {
      flow,
      directory,
      image: '127.0.0.1:1/acme/encoder:1',
      container: optionsOf('pull: always'),
    })
    await expect(launcher.launch(spec)).rejects.toMatchObject({ code: 'LAUNCH_IMAGE_PULL' })
  })

  test('many variables, which are longer than a URL can be', async () => {
    const env = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`WORDS${at}`, 'x'.repeat(50_000)]))
    expect((await inspect({ env })).Config.Env).toContain(`WORDS29=${'x'.repeat(50_000)}`)
  })

  test('the flow file of the page', async () => {
    const page = readFileSync(fileURLToPath(new URL('../../../../docs/docker.md', import.meta.url)), 'utf8')
    const yaml = /```yaml\n(name: limits\n[^`]*)```/.exec(page)?.[1] ?? ''
    expect(await inspect(optionsIn(yaml))).toMatchObject({
      Config: { Hostname: 'encoder', Env: expect.arrayContaining(['OMP_NUM_THREADS=1', 'PEAFLOW_LIFELINE=0']) },
      HostConfig: {
        Memory: 512 * MEGABYTE,
        NanoCpus: 500_000_000,
        ShmSize: 268_435_456,
        Ulimits: [{ Name: 'nofile', Soft: 4_096, Hard: 4_096 }],
        ExtraHosts: ['host.docker.internal:host-gateway', 'db:10.0.0.5'],
        Init: true,
      },
    })
  })
})

import { buildFlow, Flow, type PodOptions } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startRemotePeas } from '../../../../test/machines/remote-peas.ts'
import { containersOf, engine } from '../docker/engine.ts'
import { buildOwnImage } from '../docker/own-image.ts'
import { start } from '../end-to-end/start.ts'
import { describeRemote } from './describe.ts'
import { containersOn } from './remote-engine.ts'
import { openRemoteEngines, type RemoteEngines } from './remote-engines.ts'

const name = `mixed-${process.pid}`
const image = `peaflow-test/mixed:${process.pid}`

let remotes: RemoteEngines

describeRemote("the remote half of JEP 2's table, where one end is a container", () => {
  beforeAll(async () => {
    await buildOwnImage(image, { files: [] })
    remotes = await openRemoteEngines(1)
    vi.stubEnv('DOCKER_CERT_PATH', remotes.client)
  }, 600_000)

  afterEach(async () => {
    expect(await containersOf(name)).toEqual([])
    expect(await Promise.all(remotes.engines.map(containersOn))).toEqual([[]])
  })

  afterAll(async () => {
    vi.unstubAllEnvs()
    await remotes.close()
    await engine.getImage(image).remove()
  }, 600_000)

  const address = (machine: number) => remotes.network.machines[machine]?.address ?? ''
  const boxed = (options: PodOptions = {}): PodOptions => ({ name: 'boxed', image, host: address(0), ...options })
  const local: PodOptions = { name: 'local', image }
  const bare = (machine: number, options: PodOptions = {}): PodOptions => {
    return { name: 'bare', external: true, host: address(machine), uses: './mark.mjs', with: { mark: '!' }, ...options }
  }

  // Two Pods in a row, the one that dials, and the host that it dials.
  const cells: [what: string, connecting: string, pods: () => PodOptions[], host: () => string][] = [
    ['a container dials its own machine', 'boxed', () => [boxed(), bare(0)], () => 'host.docker.internal'],
    ['a container receives from its own machine', 'boxed', () => [bare(0), boxed()], () => 'host.docker.internal'],
    ['a container dials another machine', 'boxed', () => [boxed(), bare(1)], () => address(1)],
    ['a container receives from another machine', 'boxed', () => [bare(1), boxed()], () => address(1)],
    [
      'a process dials a container of its own machine',
      'bare',
      () => [bare(0, { hostOut: '0.0.0.0', portOut: 6_000 }), boxed({ portIn: 6_000 })],
      () => '0.0.0.0',
    ],
    [
      'a process dials a container of another machine',
      'bare',
      () => [bare(1, { hostOut: address(0), portOut: 6_000 }), boxed({ portIn: 6_000 })],
      () => address(0),
    ],
    ['a container of this machine dials another', 'local', () => [local, bare(1)], () => address(1)],
    ['a container of this machine receives from another', 'local', () => [bare(1), local], () => address(1)],
    ['a container of this machine dials one there', 'local', () => [local, boxed()], () => address(0)],
    ['a container there dials one of this machine', 'boxed', () => [boxed(), local], () => remotes.network.address],
  ]

  test.each(cells)('%s', { timeout: 600_000 }, async (_what, connecting, pods, host) => {
    const options = { name, hostname: remotes.network.address, dockerHost: 'tcp://{host}:2376' }
    const plan = buildFlow(pods().reduce((flow, pod) => flow.add(pod), new Flow(options)))
    const [from, to] = pods().map((pod) => `${pod.name}/0`)
    const link = plan.links.find((one) => one.from === from && one.to === to)
    expect(link).toMatchObject({ connect: `${connecting}/0`, address: expect.stringContaining(`tcp://${host()}:`) })
    await startRemotePeas(plan, remotes.network.machines)
    await using running = await start(plan)
    const documents = Array.from({ length: 100 }, (_, id) => ({ id: `${id}`, text: `${id}` }))
    const texts: unknown[] = []
    for await (const { documents: answer, error } of running.stream('/', documents, { batch: 5, ordered: true })) {
      expect(error).toBeUndefined()
      texts.push(...answer.map(({ text }) => text))
    }
    const mark = pods().some((pod) => pod.name === 'bare') ? '!' : ''
    expect(texts).toEqual(documents.map(({ text }) => `${text}${mark}`))
  })
})

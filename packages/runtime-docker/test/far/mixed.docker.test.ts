import { buildFlow, Flow, type PodOptions } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startRemotePeas } from '../../../../test/machines/remote-peas.ts'
import { containersOf, engine } from '../docker/engine.ts'
import { buildOwnImage } from '../docker/own-image.ts'
import { start } from '../end-to-end/start.ts'
import { describeFar } from './describe.ts'
import { containersOn } from './engine.ts'
import { type FarSite, openFarSite } from './site.ts'

const name = `mixed-${process.pid}`
const image = `peaflow-test/mixed:${process.pid}`

let site: FarSite

describeFar("the remote half of JEP 2's table, where one end is a container", () => {
  beforeAll(async () => {
    await buildOwnImage(image, { files: [] })
    site = await openFarSite(1)
    vi.stubEnv('DOCKER_CERT_PATH', site.client)
  }, 180_000)

  afterEach(async () => {
    expect(await containersOf(name)).toEqual([])
    expect(await Promise.all(site.engines.map(containersOn))).toEqual([[]])
  })

  afterAll(async () => {
    vi.unstubAllEnvs()
    await site.close()
    await engine.getImage(image).remove()
  }, 60_000)

  const address = (machine: number) => site.network.machines[machine]?.address ?? ''
  const boxed = (options: PodOptions = {}): PodOptions => ({ name: 'boxed', image, host: address(0), ...options })
  const near: PodOptions = { name: 'near', image }
  const bare = (machine: number, options: PodOptions = {}): PodOptions => {
    return { name: 'bare', external: true, host: address(machine), uses: './mark.mjs', with: { mark: '!' }, ...options }
  }

  // Two Pods in a row; whoever dials is named, and what it dials.
  const cells: [what: string, dialler: string, pods: () => PodOptions[], host: () => string][] = [
    ['a container dials its own machine', 'boxed', () => [boxed(), bare(0)], () => 'host.docker.internal'],
    ['a container is given to by its own machine', 'boxed', () => [bare(0), boxed()], () => 'host.docker.internal'],
    ['a container dials another machine', 'boxed', () => [boxed(), bare(1)], () => address(1)],
    ['a container is given to by another machine', 'boxed', () => [bare(1), boxed()], () => address(1)],
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
    ['a container of this machine dials another', 'near', () => [near, bare(1)], () => address(1)],
    ['a container of this machine is given to by another', 'near', () => [bare(1), near], () => address(1)],
    ['a container of this machine dials one there', 'near', () => [near, boxed()], () => address(0)],
    ['a container there dials one of this machine', 'boxed', () => [boxed(), near], () => site.network.address],
  ]

  test.each(cells)('%s', { timeout: 120_000 }, async (_what, dialler, pods, host) => {
    const options = { name, hostname: site.network.address, dockerHost: 'tcp://{host}:2376' }
    const plan = buildFlow(pods().reduce((flow, pod) => flow.add(pod), new Flow(options)))
    const [from, to] = pods().map((pod) => `${pod.name}/0`)
    const link = plan.links.find((one) => one.from === from && one.to === to)
    expect(link).toMatchObject({ connect: `${dialler}/0`, address: expect.stringContaining(`tcp://${host()}:`) })
    await startRemotePeas(plan, site.network.machines)
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

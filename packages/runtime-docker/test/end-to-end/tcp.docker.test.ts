import { EventEmitter, once } from 'node:events'
import type { PeaLauncher, PeaSpec } from '@peaflow/core'
import type { FlowEvent, RunningFlow } from '@peaflow/engine'
import { buildFlow, Flow, type FlowOptions } from '@peaflow/flow'
import { bridgeGateway } from '@peaflow/protocol'
import { processLauncher } from '@peaflow/runtime-local'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { containersOf, describeDocker, engine, pause } from '../docker/engine.ts'
import { mechanismAt } from '../docker/mechanism.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from './start.ts'

const name = `tcp-${process.pid}`
const DOCUMENTS = 600
/** A user other than the caller, who may not use the Unix sockets of the Flow. */
const user = '4321:4321'
/** Keeps a container of the caller from the Unix sockets of the Flow. */
const apart = { docker: { HostConfig: { UsernsMode: 'host' } } }
const bridge = bridgeGateway() ?? ''
let image = ''

/** Starts a Flow; collects its events, and what its containers were launched with. */
async function openFlow(flow: Flow) {
  const specs: PeaSpec[] = []
  const events: FlowEvent[] = []
  const emitter = new EventEmitter()
  const docker = dockerLauncher()
  const spying: PeaLauncher = {
    ...docker,
    launch: async (spec, options) => {
      specs.push(spec)
      return await docker.launch(spec, options)
    },
  }
  const onEvent = (event: FlowEvent) => {
    events.push(event)
    emitter.emit(event.type, event)
  }
  const launchers = { process: processLauncher(), docker: spying }
  const running = await start(buildFlow(flow), { launchers, onEvent })
  return { running, specs, events, happened: (type: FlowEvent['type']) => once(emitter, type) }
}

async function addresses(running: RunningFlow): Promise<readonly URL[]> {
  const { peas } = await running.status()
  return peas.flatMap(({ address }) => address?.split(', ') ?? []).map((address) => new URL(address))
}

/** Sends documents, calls `act` after the first tenth, and returns the ids of the answers. */
async function idsOf(running: RunningFlow, act: () => Promise<unknown>): Promise<readonly string[]> {
  const documents = Array.from({ length: DOCUMENTS }, (_, number) => ({ id: `${number}` }))
  const ids: string[] = []
  for await (const { documents: some, error } of running.stream('/', documents, { batch: 1 })) {
    if (error !== undefined) throw error
    ids.push(...some.map(({ id = '' }) => id))
    if (ids.length === DOCUMENTS / 10) await act()
  }
  return ids
}

async function containerOf(pod: string): Promise<string> {
  const filters = { label: [`peaflow.flow=${name}`, `peaflow.pod=${pod}`] }
  const [container] = await engine.listContainers({ filters })
  return container?.Id ?? ''
}

/** A container between two processes, over TCP. */
const between = (options: FlowOptions = {}) =>
  new Flow({ name, ...options })
    .add({ name: 'first' })
    .add({ name: 'encode', uses: './slow.mjs', image, ...apart })
    .add({ name: 'last' })

describeDocker('containers over TCP', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))

  test.each([
    ['curve', 'CURVE'],
    ['none', 'NULL'],
  ] as const)('with security: %s they answer, and every port speaks %s', async (security, mechanism) => {
    const flow = new Flow({ name, security })
      .add({ name: 'in' })
      .add({ name: 'deal', image, user })
      .add({ name: 'work', image, user, replicas: 2 })
      .add({ name: 'gather', image, user })
      .add({ name: 'out' })
    const { running, specs } = await openFlow(flow)
    try {
      expect(new Set(await idsOf(running, async () => {})).size).toBe(DOCUMENTS)
      // What the gateway and the process beside it have open is for each other.
      const open = (await addresses(running)).filter(({ protocol }) => protocol === 'tcp:')
      const ports = new Set([specs[0]?.control.port ?? 0, ...open.map(({ port }) => Number(port))])
      expect(ports.size).toBeGreaterThanOrEqual(5)
      // A port is open where it is dialled: on loopback, on the bridge, or on both.
      const mechanisms = await Promise.all([...ports].map((port) => mechanismAt([bridge, '127.0.0.1'], port)))
      expect(mechanisms).toEqual(mechanisms.map(() => mechanism))
      expect(new Set(specs.map(({ serverKey }) => serverKey !== undefined))).toEqual(new Set([security === 'curve']))
    } finally {
      await running.stop()
    }
  })

  const silences: [what: string, act: (container: string) => Promise<unknown>][] = [
    ['is paused', pause],
    ['loses its network', (container) => engine.getNetwork('bridge').disconnect({ Container: container, Force: true })],
  ]
  test.each(silences)('one that %s is replaced as silent; no request is lost, none answered twice', async (_, act) => {
    const { running, events, happened } = await openFlow(between({ timeoutAlive: 2_000 }))
    try {
      const silent = await containerOf('encode')
      const [exited, restarted] = [happened('pea-exited'), happened('pea-restarted')]
      let noticed: Promise<number> | undefined
      const ids = await idsOf(running, async () => {
        await act(silent)
        const from = performance.now()
        noticed = exited.then(() => Math.round(performance.now() - from))
      })
      expect(ids).toHaveLength(DOCUMENTS)
      expect(new Set(ids).size).toBe(DOCUMENTS)
      await restarted
      console.log(`ended after ${await noticed} ms, timeout_alive 2 s`)
      // A connection that nothing answers on breaks after 8 s at the earliest.
      expect(await noticed).toBeLessThan(8_000)
      const exits = events.filter(({ type }) => type === 'pea-exited')
      expect(exits).toMatchObject([{ pea: 'encode/0', expected: false }])
      await expect(engine.getContainer(silent).inspect()).rejects.toMatchObject({ statusCode: 404 })
    } finally {
      await running.stop()
    }
  })

  test('one whose JavaScript is busy for longer than timeout_alive is alive', async () => {
    const flow = new Flow({ name, timeoutAlive: 1_000 })
      .add({ name: 'first' })
      .add({ name: 'work', uses: './busy.mjs', with: { milliseconds: 5_000 }, image, ...apart })
    const { running, events } = await openFlow(flow)
    try {
      expect(await running.request('/', [{ id: '1' }])).toMatchObject([{ id: '1' }])
      expect(events.filter(({ type }) => type === 'pea-exited')).toEqual([])
    } finally {
      await running.stop()
    }
  })
})

import { readdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { PeaLauncher, PeaSpec, SharedFolder } from '@peaflow/core'
import type { FlowEvent, RunningFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { heartbeatBytes, type PeaMessage, proveBound } from '@peaflow/protocol'
import { processLauncher } from '@peaflow/runtime-local'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { containersOf, describeDocker } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from './start.ts'

const name = `intruder-${process.pid}`
const ZEROS = '00'.repeat(16)
const error = { code: 'REQUEST_FAILED', message: 'forged', pod: 'far', pea: 'far/0' }

const events: FlowEvent[] = []
const specs: PeaSpec[] = []
let folders: readonly SharedFolder[] = []
let running: RunningFlow

/** A launcher that notes what it launches with. */
function spy(launcher: PeaLauncher): PeaLauncher {
  return {
    ...launcher,
    launch: async (spec, options) => {
      specs.push(spec)
      if (spec.pod === 'intruder') folders = options?.folders ?? []
      return await launcher.launch(spec, options)
    },
  }
}

function specOf(pod: string): PeaSpec {
  const spec = specs.find((one) => one.pod === pod)
  if (spec === undefined) throw new Error(`${pod} was not launched`)
  return spec
}

/** What the code in the container answers. */
async function ask(order: object): Promise<Record<string, unknown>> {
  const [answer] = await running.request('/', [{ id: '1', ...order }])
  return { ...answer }
}

/** Sends messages to the Flow's control socket out of the container, on one connection. */
async function forge(...messages: readonly PeaMessage[]): Promise<unknown> {
  const { flowId, control } = specOf('intruder')
  const encoded = messages.map((message) => heartbeatBytes(flowId, 'forger', message as PeaMessage & { type: 'alive' }))
  const bytes = Buffer.concat([encoded[0]?.hello ?? Buffer.alloc(0), ...encoded.map(({ beat }) => beat)])
  return (await ask({ path: control.path, bytes: bytes.toString('base64') })).end
}

const countOf = (reason: string, peer?: string) =>
  events.filter((event) => event.type === 'protocol-broken' && event.reason === reason && event.peer === peer).length

describeDocker('code in a container', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    const image = await buildTestPeaImage()
    const flow = new Flow({ name })
      .add({ name: 'first' })
      .add({ name: 'intruder', uses: './intruder.mjs', image })
      .add({ name: 'near', image })
      .add({ name: 'far' })
    const launchers = { process: spy(processLauncher()), docker: spy(dockerLauncher()) }
    running = await start(buildFlow(flow), { launchers, onEvent: (event) => void events.push(event) })
  }, 600_000)

  afterAll(async () => {
    await running.stop()
    expect(await containersOf(name)).toEqual([])
  })

  test('sees the folders that its Pea dials and listens in, and no other of the Flow', async () => {
    const folder = dirname(dirname(specOf('intruder').control.path ?? ''))
    const { seen } = await ask({ folder })
    const own = folders.map(({ path }) => basename(path))
    expect((seen as string[]).map((path) => basename(path)).sort()).toEqual(own.sort())
    expect(own).toContain('control')
    const others = readdirSync(folder).filter((entry) => !own.includes(entry))
    expect(others).toContain('lock')
    expect(others.length).toBeGreaterThanOrEqual(2)
  })

  test('can change nothing in the folders that it dials', async () => {
    const dialled = folders.filter(({ readOnly }) => readOnly).map(({ path }) => path)
    expect(dialled.length).toBeGreaterThanOrEqual(2)
    const before = dialled.map((folder) => readdirSync(folder))
    const { refusals } = await ask({ folders: dialled })
    // Two attempts at each folder, and four at each socket in it, of which the last is to write to it as to a file.
    expect(refusals).toHaveLength(2 * dialled.length + 4 * before.flat().length)
    expect(new Set(refusals as string[])).toEqual(new Set(['EROFS', 'ENXIO']))
    expect((refusals as string[]).filter((code) => code === 'ENXIO')).toHaveLength(before.flat().length)
    expect(dialled.map((folder) => readdirSync(folder))).toEqual(before)
  })

  test.each<[what: string, message: PeaMessage]>([
    ['bound', { type: 'bound', pea: 'far/0', incarnation: 1, protocol: 2, ports: [1], proof: ZEROS }],
    ['stuck', { type: 'stuck', pea: 'near/0', peer: 'far/0', incarnation: 1 }],
    ['alive', { type: 'alive', pea: 'far/0', incarnation: 1, proof: ZEROS }],
  ])('that forges %s of another Pea is cut off, and counted', async (_, message) => {
    const { dropped = 0 } = await running.status()
    expect(await forge(message)).toBe('closed')
    expect((await running.status()).dropped).toBe(dropped + 1)
    expect(countOf('bound: no valid proof')).toBe(1)
  })

  test.each<[reason: string, message: PeaMessage]>([
    ['stuck: for another Pea', { type: 'stuck', pea: 'intruder/0', peer: 'far/0', incarnation: 1 }],
    ['fatal: for another Pea', { type: 'fatal', pea: 'far/0', error }],
    ['bound: for another Pea', { type: 'bound', pea: 'far/0', incarnation: 1, protocol: 2, ports: [1], proof: ZEROS }],
  ])('with the key of its own Pea speaks for no other: %s', async (reason, message) => {
    const { id: pea, incarnation, key = '' } = specOf('intruder')
    const proof = proveBound(Buffer.from(key, 'hex')).toString('hex')
    expect(await forge({ type: 'alive', pea, incarnation, proof }, message)).toBe('open')
    expect(countOf(reason, pea)).toBe(1)
  })

  test('has ended no Pea by all that', async () => {
    expect(await ask({ folders: [] })).toMatchObject({ id: '1', refusals: [] })
    expect(events.filter(({ type }) => type === 'pea-exited')).toEqual([])
    const { peas } = await running.status()
    expect(peas.map(({ phase, incarnation }) => [phase, incarnation])).toEqual(peas.map(() => ['ready', 1]))
  })
})

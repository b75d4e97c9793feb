import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { PeaSpec } from '@peaflow/core'
import type { FlowEvent, RunningFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { specOf } from '../spec.ts'
import { start } from './start.ts'

const name = `unix-${process.pid}`
let image = ''

/** Containers on every side of processes and of each other, dealing out and gathering. */
function mixed(): Flow {
  return new Flow({ name })
    .add({ name: 'in', uses: '_pass' })
    .add({ name: 'deal', image })
    .add({ name: 'work', image, replicas: 2 })
    .add({ name: 'gather', image })
    .add({ name: 'out', uses: '_pass' })
}

/** The containers of the Flow: the process of each on this machine, and its published ports. */
async function containers(): Promise<readonly { readonly pid: number; readonly ports: object }[]> {
  const list = await engine.listContainers({ filters: { label: [`peaflow.flow=${name}`] } })
  const details = await Promise.all(list.map(({ Id }) => engine.getContainer(Id).inspect()))
  return details.map(({ State, NetworkSettings }) => ({ pid: State.Pid, ports: NetworkSettings.Ports }))
}

/** The TCP ports that listen in the network of a process. */
function listening(pid: number): readonly string[] {
  const tables = ['tcp', 'tcp6'].map((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8'))
  return tables.flatMap((table) => table.split('\n').filter((row) => row.trim().split(/\s+/)[3] === '0A'))
}

/** How many sockets of a process, or of its children, listen at a TCP port of this machine. */
function ownListeners(): number {
  const inodes = new Set([process.pid, ...children()].flatMap(socketsOf))
  return listening(process.pid).filter((row) => inodes.has(row.trim().split(/\s+/)[9] ?? '')).length
}

function children(): readonly number[] {
  return readdirSync('/proc').flatMap((pid) => {
    const stat = /^\d+$/.test(pid) && existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ''
    return stat.split(') ').at(-1)?.split(' ')[1] === String(process.pid) ? [Number(pid)] : []
  })
}

function socketsOf(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    const path = `/proc/${pid}/fd/${fd}`
    return existsSync(path) || fd !== '' ? (/^socket:\[(\d+)\]$/.exec(linkOf(path))?.[1] ?? []) : []
  })
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return '' // closed meanwhile
  }
}

async function addresses(running: RunningFlow): Promise<readonly string[]> {
  return (await running.status()).peas.flatMap(({ address }) => address?.split(', ') ?? [])
}

describeDocker('containers that share the machine', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)

  test('they use Unix sockets, open no port, survive a restart and leave nothing', async () => {
    const before = ownListeners()
    const events: FlowEvent[] = []
    let restarted = () => {}
    const back = new Promise<void>((resolve) => {
      restarted = resolve
    })
    const running = await start(buildFlow(mixed()), {
      onEvent: (event) => {
        events.push(event)
        if (event.type === 'pea-restarted') restarted()
      },
    })
    const used = await addresses(running)
    try {
      expect(await running.request('/', [{ id: '1' }])).toMatchObject([{ id: '1' }])
      expect(used.filter((address) => !address.startsWith('unix:/'))).toEqual([])
      expect(used.length).toBeGreaterThanOrEqual(6)
      const all = await containers()
      expect(all).toHaveLength(4)
      for (const { pid, ports } of all) {
        expect(listening(pid)).toEqual([])
        expect(Object.values(ports).filter(Boolean)).toEqual([])
      }
      expect(ownListeners()).toBe(before)
      const victims = await engine.listContainers({
        filters: { label: [`peaflow.flow=${name}`, 'peaflow.pod=gather'] },
      })
      await engine.getContainer(victims[0]?.Id ?? '').kill()
      await back
      expect(await running.request('/', [{ id: '2' }])).toMatchObject([{ id: '2' }])
      expect(await addresses(running)).toEqual(used)
    } finally {
      await running.stop()
    }
    const folder = dirname(dirname((used[0] ?? '').replace('unix:', '')))
    expect(folder).toContain('/peaflow')
    expect(existsSync(folder)).toBe(false)
    expect(await containers()).toEqual([])
  })

  test('they are scaled, and gain and lose neighbours', async () => {
    const flow = new Flow({ name })
      .add({ name: 'first', image })
      .add({ name: 'second', image })
      .add({ name: 'third', uses: '_pass' })
    await using running = await start(buildFlow(flow, { optimize: 'none' }))
    for (const replicas of [2, 1, 3]) {
      await running.scale('second', replicas)
      expect(await running.request('/', [{ id: '1' }])).toMatchObject([{ id: '1' }])
      expect((await addresses(running)).filter((address) => !address.startsWith('unix:/'))).toEqual([])
    }
  })

  test('one that runs as another user uses ports, beside those that do not', async () => {
    const flow = new Flow({ name })
      .add({ name: 'same', image })
      .add({ name: 'other', image, user: '4321:4321' })
      .add({ name: 'last', uses: '_pass' })
    await using running = await start(buildFlow(flow))
    expect(await running.request('/', [{ id: '1' }])).toMatchObject([{ id: '1' }])
    const { peas } = await running.status()
    const addressOf = (pod: string) => peas.find((pea) => pea.pod === pod)?.address
    expect(addressOf('other')).toMatch(/^tcp:/)
    expect(addressOf('last')).toMatch(/^tcp:/)
    expect(addressOf('same')).toMatch(/^unix:/)
  })
})

describeDocker('the Docker launcher', { timeout: 600_000 }, () => {
  const folder = mkdtempSync('/tmp/probe-')
  const ask = (changes: Partial<PeaSpec>) =>
    dockerLauncher().sharesFolder?.(specOf({ image, flow: name, ...changes }), folder)

  beforeAll(async () => {
    image = await buildTestPeaImage()
  }, 600_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  test('shares a folder of this machine, and leaves nothing in it', async () => {
    expect(await ask({})).toBe(true)
    expect(readdirSync(folder)).toEqual([])
    expect(await containersOf(name)).toEqual([])
  })

  test.each([
    ['is not there', async () => await dockerLauncher().sharesFolder?.(specOf({ image }), join(folder, 'absent'))],
    ['lies below a volume', () => ask({ container: { pull: 'missing', volumes: ['/srv:/tmp'] } })],
    [
      'lies below a mount',
      () => ask({ container: { pull: 'missing', docker: { HostConfig: { Binds: ['/srv:/tmp:ro'] } } } }),
    ],
    ['is that of another user', () => ask({ container: { pull: 'missing', user: '4321' } })],
    [
      'is asked for with a user namespace',
      () => ask({ container: { pull: 'missing', docker: { HostConfig: { UsernsMode: 'private' } } } }),
    ],
    [
      'is asked for with a kernel of its own',
      () => ask({ container: { pull: 'missing', docker: { HostConfig: { Runtime: 'runsc' } } } }),
    ],
    ['is on another machine', () => ask({ host: '10.0.0.7' })],
    [
      'is asked of an Engine that is not there',
      () => ask({ container: { pull: 'missing', dockerHost: 'unix:///absent.sock' } }),
    ],
    [
      'is asked of an image that is not there',
      () => ask({ image: 'peaflow-test/absent', container: { pull: 'never' } }),
    ],
  ])('does not share a folder that %s', async (_, answer) => {
    expect(await answer()).toBe(false)
    expect(readdirSync(folder)).toEqual([])
  })
})

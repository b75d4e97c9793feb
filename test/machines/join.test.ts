import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow } from '@peaflow/flow'
import { formatKey, newFlowKey } from '@peaflow/protocol'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { startCommand } from '../../packages/cli/test/process.ts'
import { directory, numbered, start } from '../../packages/engine/test/flows.ts'
import { freePorts } from '../free-port.ts'
import { describeMachines } from './describe.ts'
import type { Machine } from './machine.ts'
import { type Network, openNetwork } from './network.ts'

const COUNT = 400

describeMachines('replicas that join from other machines', () => {
  let network: Network
  let folder: string
  let key: string

  beforeAll(() => {
    network = openNetwork()
    folder = mkdtempSync(join(tmpdir(), 'joined-'))
    key = join(folder, 'flow.key')
    writeFileSync(key, `${formatKey(newFlowKey())}\n`, { mode: 0o600 })
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
    network.close()
  })

  function replicaOn({ spawn }: Pick<Machine, 'spawn'>, port: number, host: string = network.address) {
    const address = `${host}:${port}`
    const command = startCommand(['join', address, 'encode', '--key', key], { cwd: directory, spawn })
    onTestFinished(async () => {
      command.child.kill('SIGKILL')
      await command.ended
    })
    return command
  }

  async function startJoined(port: number) {
    const flow = new Flow({ name: 'joined', join: port, key }).add({
      name: 'encode',
      uses: './slow.mjs',
      with: { milliseconds: 5 },
      replicas: { min: 1, max: 4 },
      timeoutAlive: 2_000,
    })
    const started = await start(flow)
    onTestFinished(() => started.running.stop())
    const load = async () => {
      const ids: string[] = []
      for await (const { documents = [], error } of started.running.stream('/', numbered(COUNT))) {
        if (error !== undefined) throw error
        ids.push(...documents.map(({ id }) => String(id)))
      }
      return ids.map(Number).toSorted((a, b) => a - b)
    }
    const isReady = (pea: string, incarnation = 1) =>
      started.until(() =>
        started.events.some(
          (event) => event.type === 'pea-ready' && event.pea === pea && event.incarnation >= incarnation,
        ),
      )
    return { ...started, load, isReady }
  }

  const all = Array.from({ length: COUNT }, (_, number) => number)

  it('take their share, leave by SIGTERM without a failed request, and die without a lost one', {
    timeout: 300_000,
  }, async () => {
    const port = freePorts(3)
    const [one, two] = network.machines
    const first = replicaOn(one, port)
    const { running, load, isReady } = await startJoined(port)
    const second = replicaOn(two, port)
    await isReady('encode/1')
    const { peas } = await running.status()
    expect(peas.flatMap(({ runtime, address }) => (runtime === 'join' ? [address] : []))).toEqual([
      one.address,
      two.address,
    ])
    const leaving = load()
    second.child.kill('SIGTERM')
    expect(await second.ended).toMatchObject({ code: 0 })
    expect(await leaving).toEqual(all)
    replicaOn(two, port)
    await isReady('encode/1', 2)
    const dying = load()
    first.child.kill('SIGKILL')
    expect(await dying).toEqual(all)
  })

  it('come back once their machine is connected again', { timeout: 300_000 }, async () => {
    const port = freePorts(3)
    const [one, two] = network.machines
    const first = replicaOn(one, port)
    const { load, isReady, until, events } = await startJoined(port)
    replicaOn(two, port)
    await isReady('encode/1')
    const cut = load()
    one.cut()
    await until(() => events.some(({ type }) => type === 'pea-exited'))
    expect(await cut).toEqual(all)
    one.heal()
    await first.says('its executor is still loaded')
    expect(await load()).toEqual(all)
  })

  it('find their Flow at any address of its name', { timeout: 300_000 }, async () => {
    const port = freePorts(3)
    const [one] = network.machines
    const hosts = join(folder, 'hosts')
    // The name has the address that a Flow has left, too. That of loopback comes first, as the nearer one.
    writeFileSync(hosts, `127.0.0.2 moved.example\n${network.address} moved.example\n`)
    const script = 'mount --bind "$1" /etc/hosts && shift && exec "$@"'
    const spawn: Machine['spawn'] = (program, args, options) =>
      one.spawn('unshare', ['--mount', 'sh', '-c', script, 'sh', hosts, program, ...args], options)
    const replica = replicaOn({ spawn }, port, 'moved.example')
    const { load } = await startJoined(port)
    await replica.says('takes requests')
    expect(await load()).toEqual(all)
  })
})

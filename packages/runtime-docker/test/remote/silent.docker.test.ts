import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startCommand, writeFlowFile } from '../../../cli/test/process.ts'
import { sendImage } from '../../src/image/send.ts'
import { engine } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from '../end-to-end/start.ts'
import { describeRemote } from './describe.ts'
import { containersOn, type RemoteEngine } from './remote-engine.ts'
import { openRemoteEngines, type RemoteEngines } from './remote-engines.ts'

const name = `silent-flow-${process.pid}`
const GRACE = 3_000

/** What a stop may take beyond its grace period: an Engine has 2 s to answer, and this machine may be busy. */
const CONSTANT = 8_000

let image: string
let remotes: RemoteEngines
let remote: RemoteEngine

/** The processes of this machine that belong to containers of this test's Flow. */
function processesOfFlow(): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--flow\0${name}`)
    } catch {
      return false // it has ended
    }
  })
}

/** A Flow of three Pods in containers, one behind the other. */
async function open(dockerHost: string) {
  const lines: string[] = []
  const host = remote.machine.address
  const flow = new Flow({ name, hostname: remotes.network.address, dockerHost })
    .add({ name: 'one', image, host })
    .add({ name: 'two', image, host, replicas: 2 })
    .add({ name: 'three', image, host })
  const onLog = ({ text }: { readonly text: string }) => void lines.push(text)
  const running = await start(buildFlow(flow), { onLog })
  await running.request('/', [{ id: '1' }])
  return { running, lines }
}

async function timed(stop: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await stop()
  return Math.round(performance.now() - begin)
}

const noProcesses = () => vi.waitFor(() => expect(processesOfFlow()).toEqual([]), { timeout: 60_000 })

const engines: [way: string, dockerHost: () => string][] = [
  ['its socket', () => remote.address],
  ['TCP', () => remote.tcpAddress],
]
const silences: [what: string, begin: () => unknown, end: () => unknown][] = [
  ['hangs', () => remote.freeze(), () => remote.thaw()],
  ['was killed', () => remote.end('SIGKILL'), () => remote.start()],
]

describeRemote('a Flow whose Engine is silent', () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
    remotes = await openRemoteEngines(1)
    const [first] = remotes.engines
    if (first === undefined) throw new Error('no Engine')
    remote = first
    vi.stubEnv('DOCKER_CERT_PATH', remotes.client)
    await sendImage(image, { from: engine, to: remote.engine, machine: 'remote' })
  }, 600_000)

  afterAll(async () => {
    vi.unstubAllEnvs()
    await remotes.close()
  }, 600_000)

  describe.each(silences)('because it %s', { timeout: 600_000 }, (what, begin, end) => {
    test.each(engines)('stops within its grace period, and its containers end: over %s', async (way, dockerHost) => {
      const { running } = await open(dockerHost())
      expect(processesOfFlow()).not.toEqual([])
      await begin()
      const took = await timed(() => running.stop({ grace: GRACE }))
      console.log(`over ${way}, an Engine that ${what}: stopped in ${took} ms`)
      expect(took).toBeLessThan(GRACE + CONSTANT)
      await noProcesses()
      await end()
      await vi.waitFor(async () => expect(await containersOn(remote)).toEqual([]), { timeout: 60_000 })
    })
  })

  test('stops at once when it is asked to, and names the containers that may be left', async () => {
    const { running, lines } = await open(remote.tcpAddress)
    const containers = await containersOn(remote)
    remote.freeze()
    const stopped = running.stop({ grace: 60_000 })
    const took = await timed(() => running.stop({ grace: 0 }))
    await stopped
    console.log(`stopped at once in ${took} ms`)
    expect(took).toBeLessThan(CONSTANT)
    for (const container of containers) {
      expect(lines).toContainEqual(expect.stringContaining(`the container ${container.slice(1)} may still be there`))
    }
    await noProcesses()
    remote.thaw()
    await vi.waitFor(async () => expect(await containersOn(remote)).toEqual([]), { timeout: 60_000 })
  })

  test.each([
    ['once, and ends in order', 1],
    ['twice, and ends at once', 2],
  ])('is interrupted %s', { timeout: 600_000 }, async (_how, times) => {
    const host = remote.machine.address
    using flow = writeFlowFile(`one: { image: '${image}', host: ${host} }`, `two: { image: '${image}', host: ${host} }`)
    const text = readFileSync(flow.file, 'utf8')
    const options = `with: { hostname: ${remotes.network.address}, docker_host: '${remote.tcpAddress}' }`
    writeFileSync(flow.file, text.replace('pods:', `${options}\npods:`))
    const { child, says, ended } = startCommand(['up', flow.file], { env: { DOCKER_CERT_PATH: remotes.client } })
    await says('is ready')
    remote.freeze()
    const took = await timed(async () => {
      child.kill('SIGINT')
      await says('is stopping')
      if (times === 2) child.kill('SIGINT')
      expect(await ended).toMatchObject({ code: 130 })
    })
    console.log(`interrupted ${times === 2 ? 'twice' : 'once'}: ended in ${took} ms`)
    expect(took).toBeLessThan((times === 2 ? 0 : 5_000) + CONSTANT)
    remote.thaw()
    await vi.waitFor(async () => expect(await containersOn(remote)).toEqual([]), { timeout: 60_000 })
  })
})

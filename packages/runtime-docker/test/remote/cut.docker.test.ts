import { EventEmitter, once } from 'node:events'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { sendImage } from '../../src/image/send.ts'
import { engine } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from '../end-to-end/start.ts'
import { describeRemote } from './describe.ts'
import { containersOn, type RemoteEngine } from './remote-engine.ts'
import { openRemoteEngines, type RemoteEngines } from './remote-engines.ts'
import { openSshServer, type SshServer, sshTo } from './ssh-server.ts'

const name = `remote-cut-${process.pid}`

let image: string
let remotes: RemoteEngines
let remote: RemoteEngine
let server: SshServer

describeRemote('a network that is cut', () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
    remotes = await openRemoteEngines(1)
    const [first] = remotes.engines
    if (first === undefined) throw new Error('no Engine')
    remote = first
    server = await openSshServer(remote.machine)
    vi.stubEnv('PATH', server.path)
    vi.stubEnv('DOCKER_CERT_PATH', remotes.client)
    await sendImage(image, { from: engine, to: remote.engine, machine: 'remote' })
  }, 180_000)

  afterEach(async () => {
    remote.machine.heal()
    await vi.waitFor(async () => expect(await containersOn(remote)).toEqual([]), { timeout: 60_000, interval: 200 })
    await vi.waitFor(() => expect(sshTo(remote.machine)).toEqual([]), { timeout: 60_000 })
  })

  afterAll(async () => {
    vi.unstubAllEnvs()
    await server.close()
    await remotes.close()
  }, 60_000)

  const openFlow = async (dockerHost: string) => {
    const flow = new Flow({ name, hostname: remotes.network.address, dockerHost })
      .add({ name: 'local' })
      .add({ name: 'remote', image, host: remote.machine.address })
    const events = new EventEmitter()
    const running = await start(buildFlow(flow), { onEvent: (event) => void events.emit(event.type, event) })
    await running.request('/', [{ id: '1' }])
    return { running, events }
  }

  /** The same Flow twice, once for each protocol to the Engine. */
  const openFlows = () =>
    Promise.all(['tcp://{host}:2376', `ssh://{host}${remote.address.replace('unix://', '')}`].map(openFlow))

  test('it is reported by the Flow, ends the containers there, and the Flow recovers', async () => {
    const flows = await openFlows()
    const exits = flows.map(({ events }) => once(events, 'pea-exited'))
    const restarts = flows.map(({ events }) => once(events, 'pea-restarted'))
    remote.machine.cut()
    for (const [exit] of await Promise.all(exits)) {
      expect(exit).toMatchObject({
        pea: 'remote/0',
        expected: false,
        exit: { reason: `the Docker Engine on ${remote.machine.address} was restarted, or the network to it is cut` },
      })
    }
    // This uses the Engine's own socket, which does not depend on the network.
    await vi.waitFor(async () => expect(await containersOn(remote)).toEqual([]), { timeout: 60_000, interval: 200 })
    remote.machine.heal()
    await Promise.all(restarts)
    for (const { running } of flows) expect(await running.request('/', [{ id: '2' }])).toMatchObject([{ id: '2' }])
    await Promise.all(flows.map(({ running }) => running.stop()))
  }, 240_000)

  test('it does not keep a Flow from stopping', async () => {
    const flows = await openFlows()
    remote.machine.cut()
    const start = performance.now()
    await Promise.all(flows.map(({ running }) => running.stop()))
    console.log(`stopped ${Math.round(performance.now() - start)} ms after the cut`)
    expect(performance.now() - start).toBeLessThan(60_000)
  }, 240_000)
})

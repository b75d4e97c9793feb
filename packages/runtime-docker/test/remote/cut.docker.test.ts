import { EventEmitter, once } from 'node:events'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterAll, beforeAll, describe, expect, type TestContext, test, vi } from 'vitest'
import { sendImage } from '../../src/image/send.ts'
import { engine } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from '../end-to-end/start.ts'
import { describeRemote } from './describe.ts'
import { containersOn, type RemoteEngine } from './remote-engine.ts'
import { openRemoteEngines, type RemoteEngines } from './remote-engines.ts'
import { openSshServers, type SshServers, sshTo } from './ssh-server.ts'

const name = `cut-${process.pid}`

let image: string
let remotes: RemoteEngines
let server: SshServers

describeRemote('a network that is cut', () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
    remotes = await openRemoteEngines(2)
    server = await openSshServers(...remotes.network.machines)
    vi.stubEnv('PATH', server.path)
    vi.stubEnv('DOCKER_CERT_PATH', remotes.client)
    await Promise.all(remotes.engines.map((to) => sendImage(image, { from: engine, to: to.engine, machine: 'remote' })))
  }, 600_000)

  afterAll(async () => {
    vi.unstubAllEnvs()
    await server.close()
    await remotes.close()
  }, 600_000)

  // Each test cuts a machine of its own, so that both wait at the same time.
  describe.concurrent('of one machine', { timeout: 600_000 }, () => {
    test('it is reported by the Flow, ends the containers there, and the Flow recovers', async (context) => {
      const remote = openMachine(0, context)
      const flows = await openFlows(remote)
      const exits = flows.map(({ events }) => once(events, 'pea-exited'))
      const restarts = flows.map(({ events }) => once(events, 'pea-restarted'))
      remote.machine.cut()
      for (const [exit] of await Promise.all(exits)) {
        expect(exit).toMatchObject({
          pea: 'remote/0',
          expected: false,
          exit: { reason: expect.stringContaining(`the Docker Engine on ${remote.machine.address}`) },
        })
      }
      // This uses the Engine's own socket, which does not depend on the network.
      await noContainers(remote)
      remote.machine.heal()
      await Promise.all(restarts)
      for (const { running } of flows) expect(await running.request('/', [{ id: '2' }])).toMatchObject([{ id: '2' }])
      await Promise.all(flows.map(({ running }) => running.stop()))
    })

    test('it does not keep a Flow from stopping', async (context) => {
      const remote = openMachine(1, context)
      const flows = await openFlows(remote)
      remote.machine.cut()
      const begin = performance.now()
      await Promise.all(flows.map(({ running }) => running.stop()))
      console.log(`stopped ${Math.round(performance.now() - begin)} ms after the cut`)
      // A grace period of 5 s, a second for the Peas, 2 s in which an Engine may answer, and what a busy machine takes.
      expect(performance.now() - begin).toBeLessThan(15_000)
    })
  })
})

/** The Engine of a machine, on which nothing may be left at the end of the test. */
function openMachine(index: 0 | 1, { onTestFinished }: TestContext): RemoteEngine {
  const remote = remotes.engines[index]
  if (remote === undefined) throw new Error('no Engine')
  onTestFinished(async () => {
    remote.machine.heal()
    await noContainers(remote)
    await vi.waitFor(() => expect(sshTo(remote.machine)).toEqual([]), { timeout: 60_000 })
  }, 150_000)
  return remote
}

async function noContainers(remote: RemoteEngine): Promise<void> {
  await vi.waitFor(async () => expect(await containersOn(remote)).toEqual([]), { timeout: 60_000, interval: 200 })
}

/** The same Flow twice, once for each protocol to the Engine. */
async function openFlows({ machine, address }: RemoteEngine) {
  const dockerHosts = ['tcp://{host}:2376', `ssh://{host}${address.replace('unix://', '')}`]
  return await Promise.all(
    dockerHosts.map(async (dockerHost) => {
      const flow = new Flow({ name, hostname: remotes.network.address, dockerHost })
        .add({ name: 'local' })
        // The Flow itself would notice it, too.
        .add({ name: 'remote', image, host: machine.address, timeoutAlive: 60_000 })
      const events = new EventEmitter()
      const running = await start(buildFlow(flow), { onEvent: (event) => void events.emit(event.type, event) })
      await running.request('/', [{ id: '1' }])
      return { running, events }
    }),
  )
}

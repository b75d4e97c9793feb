import { EventEmitter, once } from 'node:events'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { sendImage } from '../../src/image/send.ts'
import { engine } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { start } from '../end-to-end/start.ts'
import { describeFar } from './describe.ts'
import { containersOn, type FarEngine } from './engine.ts'
import { type FarSite, openFarSite } from './site.ts'
import { openSshServer, type SshServer, sshTo } from './ssh-server.ts'

const name = `far-cut-${process.pid}`

let image: string
let site: FarSite
let far: FarEngine
let server: SshServer

describeFar('a network that is cut', () => {
  beforeAll(async () => {
    image = await buildTestPeaImage()
    site = await openFarSite(1)
    const [first] = site.engines
    if (first === undefined) throw new Error('no Engine')
    far = first
    server = await openSshServer(far.machine)
    vi.stubEnv('PATH', server.path)
    vi.stubEnv('DOCKER_CERT_PATH', site.client)
    await sendImage(image, { from: engine, to: far.engine, place: 'far' })
  }, 180_000)

  afterEach(async () => {
    far.machine.heal()
    await vi.waitFor(async () => expect(await containersOn(far)).toEqual([]), { timeout: 60_000, interval: 200 })
    await vi.waitFor(() => expect(sshTo(far.machine)).toEqual([]), { timeout: 60_000 })
  })

  afterAll(async () => {
    vi.unstubAllEnvs()
    await server.close()
    await site.close()
  }, 60_000)

  const openFlow = async (dockerHost: string) => {
    const flow = new Flow({ name, hostname: site.network.address, dockerHost })
      .add({ name: 'near' })
      .add({ name: 'far', image, host: far.machine.address })
    const events = new EventEmitter()
    const running = await start(buildFlow(flow), { onEvent: (event) => void events.emit(event.type, event) })
    await running.request('/', [{ id: '1' }])
    return { running, events }
  }

  /** The same Flow twice, by each way to the Engine. */
  const openFlows = () =>
    Promise.all(['tcp://{host}:2376', `ssh://{host}${far.address.replace('unix://', '')}`].map(openFlow))

  test('it is told by the Flow, ends the containers there, and heals', async () => {
    const flows = await openFlows()
    const exits = flows.map(({ events }) => once(events, 'pea-exited'))
    const returns = flows.map(({ events }) => once(events, 'pea-restarted'))
    far.machine.cut()
    for (const [exit] of await Promise.all(exits)) {
      expect(exit).toMatchObject({
        pea: 'far/0',
        expected: false,
        exit: { reason: `the Docker Engine on ${far.machine.address} was restarted, or the network to it is cut` },
      })
    }
    // The Engine's own socket is no part of the network.
    await vi.waitFor(async () => expect(await containersOn(far)).toEqual([]), { timeout: 60_000, interval: 200 })
    far.machine.heal()
    await Promise.all(returns)
    for (const { running } of flows) expect(await running.request('/', [{ id: '2' }])).toMatchObject([{ id: '2' }])
    await Promise.all(flows.map(({ running }) => running.stop()))
  }, 240_000)

  test('it keeps no Flow from stopping', async () => {
    const flows = await openFlows()
    far.machine.cut()
    const begun = performance.now()
    await Promise.all(flows.map(({ running }) => running.stop()))
    console.log(`stopped ${Math.round(performance.now() - begun)} ms after the cut`)
    expect(performance.now() - begun).toBeLessThan(60_000)
  }, 240_000)
})

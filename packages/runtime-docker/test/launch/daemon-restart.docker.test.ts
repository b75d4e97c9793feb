import { afterEach, describe, expect, test, vi } from 'vitest'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { launchRecorded, specToDo } from '../docker/actions.ts'
import { type Daemon, mayRunDaemon, openDaemon } from '../docker/daemon.ts'
import { describeDocker } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { buildTestImage } from '../docker/image.ts'

const describeDaemon = mayRunDaemon ? describeDocker : describe.skip

const directory = makeFolder()
const spec = specToDo([['stay']], { directory })
let daemon: Daemon

async function openWithImage(...flags: string[]): Promise<Daemon> {
  const opened = await openDaemon({ flags })
  await buildTestImage(opened.engine)
  return opened
}

const countContainers = async () => (await daemon.engine.listContainers({ all: true })).length

/** A daemon may still list a container that, by its own account, no longer exists: one that it removes, or had when it was killed. */
const noContainers = () => vi.waitFor(async () => expect(await countContainers()).toBe(0), { timeout: 60_000 })

describeDaemon('a restart of the Docker daemon', () => {
  afterEach(() => daemon.close())

  test('it ends the containers, which can be relaunched before the daemon is back', async () => {
    daemon = await openWithImage()
    const launcher = dockerLauncher({ dockerHost: daemon.address })
    const { handle, wrote } = await launchRecorded(launcher, spec)
    await wrote('staying')
    await daemon.end('SIGTERM')
    const [second] = await Promise.all([launcher.launch({ ...spec, incarnation: 2 }), daemon.start(), handle.exited])
    expect(await countContainers()).toBe(1)
    await second.stop()
    await noContainers()
  })

  test('it is the reason of the exit when the daemon was killed', async () => {
    daemon = await openWithImage()
    const { handle, wrote } = await launchRecorded(dockerLauncher({ dockerHost: daemon.address }), spec)
    await wrote('staying')
    await daemon.end('SIGKILL')
    await daemon.start()
    expect(await handle.exited).toEqual({
      code: null,
      signal: null,
      reason: 'the connection to the Docker Engine broke',
      lastLines: ['staying'],
    })
    await noContainers()
  })

  test('it ends the containers even with live-restore', async () => {
    daemon = await openWithImage('--live-restore')
    const launcher = dockerLauncher({ dockerHost: daemon.address })
    const peas = await Promise.all([
      launchRecorded(launcher, specToDo([['stay']], { directory })),
      launchRecorded(launcher, specToDo([['hang']], { directory })),
    ])
    await Promise.all(peas.map(({ wrote }) => wrote('staying')))
    await daemon.end('SIGKILL')
    await daemon.start()
    await Promise.all(peas.map(({ handle }) => handle.exited))
    await noContainers()
  })
})

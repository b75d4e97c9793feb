import { afterEach, describe, expect, test } from 'vitest'
import { dockerLauncher } from '../src/docker-launcher.ts'
import { type Daemon, mayRunDaemon, openDaemon } from './docker/daemon.ts'
import { launchHeard, specToDo } from './docker/deeds.ts'
import { describeDocker } from './docker/engine.ts'
import { makeFolder } from './docker/folder.ts'
import { buildTestImage } from './docker/image.ts'

/** Only root may run a daemon. */
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

describeDaemon('a restart of the Docker daemon', { timeout: 60_000 }, () => {
  afterEach(() => daemon.close())

  test('it ends the containers, which can be launched again while it lasts', async () => {
    daemon = await openWithImage()
    const launcher = dockerLauncher({ dockerHost: daemon.address })
    const { handle, said } = await launchHeard(launcher, spec)
    await said('staying')
    await daemon.end('SIGTERM')
    const [second] = await Promise.all([launcher.launch({ ...spec, incarnation: 2 }), daemon.start(), handle.exited])
    expect(await countContainers()).toBe(1)
    await second.stop()
    expect(await countContainers()).toBe(0)
  })

  test('it is told from an end of the container when the daemon is killed', async () => {
    daemon = await openWithImage()
    const { handle, said } = await launchHeard(dockerLauncher({ dockerHost: daemon.address }), spec)
    await said('staying')
    await daemon.end('SIGKILL')
    await daemon.start()
    expect(await handle.exited).toEqual({
      code: null,
      signal: null,
      reason: 'the Docker Engine was restarted',
      lastLines: ['staying'],
    })
    expect(await countContainers()).toBe(0)
  })

  test('it ends the containers also where the daemon lets them live', async () => {
    daemon = await openWithImage('--live-restore')
    const launcher = dockerLauncher({ dockerHost: daemon.address })
    const heard = await Promise.all([
      launchHeard(launcher, specToDo([['stay']], { directory })),
      launchHeard(launcher, specToDo([['deaf']], { directory })),
    ])
    await Promise.all(heard.map(({ said }) => said('staying')))
    await daemon.end('SIGKILL')
    await daemon.start()
    await Promise.all(heard.map(({ handle }) => handle.exited))
    expect(await countContainers()).toBe(0)
  })
})

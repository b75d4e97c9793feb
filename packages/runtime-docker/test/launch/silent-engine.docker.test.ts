import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PeaLogLine } from '@peaflow/core'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { type Action, launchRecorded, specToDo } from '../docker/actions.ts'
import { type Daemon, mayRunDaemon, openDaemon } from '../docker/daemon.ts'
import { describeDocker } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { buildTestImage } from '../docker/image.ts'
import { openSilentProxy } from '../docker/silent-proxy.ts'

const describeDaemon = mayRunDaemon ? describeDocker : describe.skip
const directory = makeFolder()
const flow = `silent-${process.pid}`

/** What a stop may take beyond its grace period: an Engine has 2 s to answer, and this machine may be busy. */
const CONSTANT = 8_000

let daemon: Daemon

const launch = (...actions: Action[]) =>
  launchRecorded(dockerLauncher({ dockerHost: daemon.address }), specToDo(actions, { directory, flow }))

/** The processes of this machine that belong to containers of this test's Flow. */
function processesOfFlow(): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(flow)
    } catch {
      return false // it has ended
    }
  })
}

/** Waits until the Engine has no container: it answers again, and removes those that have ended. */
async function untilEmpty(): Promise<void> {
  const left = () => daemon.engine.listContainers({ all: true })
  await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 60_000, interval: 100 })
}

const silences: [what: string, begin: () => unknown, end: () => unknown][] = [
  ['hangs', () => daemon.freeze(), () => daemon.thaw()],
  ['was killed', () => daemon.end('SIGKILL'), () => daemon.start()],
]

describeDaemon('an Engine that is silent', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    daemon = await openDaemon()
    await buildTestImage(daemon.engine)
  }, 600_000)
  afterAll(() => daemon.close(), 60_000)

  describe.each(silences)('because it %s', (_what, begin, end) => {
    afterEach(async () => {
      await end()
      await untilEmpty()
    })

    test('does not keep a container from ending in order', async () => {
      const { handle, wrote } = await launch(['stay'])
      await wrote('staying')
      expect(processesOfFlow()).not.toEqual([])
      await begin()
      const start = performance.now()
      await handle.stop({ grace: 60_000 })
      expect(performance.now() - start).toBeLessThan(CONSTANT)
      expect(processesOfFlow()).toEqual([])
    })

    test('does not keep a container that does not listen from ending within its grace period', async () => {
      const { handle, wrote, lines } = await launch(['hang'])
      await wrote('staying')
      await begin()
      const start = performance.now()
      const exit = await handle.stop({ grace: 1_000 })
      expect(performance.now() - start).toBeLessThan(1_000 + CONSTANT)
      expect(exit).toMatchObject({ code: null, signal: null, reason: 'the connection to the Docker Engine broke' })
      expect(processesOfFlow()).toEqual([])
      expect(lines.map(({ text }) => text)).not.toContainEqual(expect.stringContaining('may still be there'))
    })

    test('does not keep a container from ending at once, several at a time', async () => {
      const peas = await Promise.all([launch(['hang']), launch(['loop']), launch(['stay'])])
      await begin()
      const start = performance.now()
      await Promise.all(peas.map(({ handle }) => handle.stop({ grace: 0 })))
      expect(performance.now() - start).toBeLessThan(CONSTANT)
      expect(processesOfFlow()).toEqual([])
    })
  })

  test('does not keep a container from ending in order if it falls silent when it is asked to end it', async () => {
    const proxy = await openSilentProxy(join(directory, 'silent.sock'), new URL(daemon.address).pathname)
    const launcher = dockerLauncher({ dockerHost: proxy.address })
    const { handle, wrote } = await launchRecorded(launcher, specToDo([['stay']], { directory, flow }))
    await wrote('staying')
    const start = performance.now()
    await handle.stop({ grace: 60_000 })
    expect(performance.now() - start).toBeLessThan(CONSTANT)
    expect(processesOfFlow()).toEqual([])
    proxy.close()
    await untilEmpty()
  })

  test('ends a launch that is aborted', async () => {
    // The connection is open before, so that it is the launch that waits.
    const launcher = dockerLauncher({ dockerHost: daemon.address })
    const before = await launchRecorded(launcher, specToDo([['stay']], { directory, flow }))
    daemon.freeze()
    const abort = new AbortController()
    const lines: PeaLogLine[] = []
    const onLog = (line: PeaLogLine) => void lines.push(line)
    const launching = launcher.launch(specToDo([['stay']], { directory, flow }), { signal: abort.signal, onLog })
    const start = performance.now()
    abort.abort()
    await expect(launching).rejects.toMatchObject({ code: 'LAUNCH_ABORTED' })
    expect(performance.now() - start).toBeLessThan(CONSTANT)
    await before.handle.stop({ grace: 0 })
    daemon.thaw()
    await untilEmpty()
  })
})

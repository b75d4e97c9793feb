import type { PeaSpec } from '@peaflow/core'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { dockerLauncher } from '../../src/launch/docker-launcher.ts'
import { type Action, launchRecorded, specToDo } from '../docker/actions.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { buildTestImage } from '../docker/image.ts'

const flow = `life-${process.pid}`
const directory = makeFolder()
const launcher = dockerLauncher()

const specOfThisFile = (actions: readonly Action[], changes: Partial<PeaSpec> = {}) =>
  specToDo(actions, { flow, directory, ...changes })

describeDocker('a handle of a container', () => {
  beforeAll(() => buildTestImage(), 180_000)
  afterEach(async () => expect(await containersOf(flow)).toEqual([]))

  test('it stops the container with SIGTERM, and returns the same exit to every caller', async () => {
    const { handle, wrote } = await launchRecorded(launcher, specOfThisFile([['stay']]))
    await wrote('staying')
    const [first, second] = await Promise.all([handle.stop(), handle.stop()])
    expect(first).toEqual({ code: 0, signal: null, lastLines: ['staying'] })
    expect(second).toBe(first)
    expect(await handle.stop()).toBe(first)
  })

  test('it kills the container after the grace period', async () => {
    const { handle, wrote, lines } = await launchRecorded(launcher, specOfThisFile([['ignore']]))
    await wrote('staying')
    const start = performance.now()
    const exit = await handle.stop({ grace: 300 })
    expect(performance.now() - start).toBeGreaterThanOrEqual(299)
    expect(exit).toMatchObject({ code: null, signal: 'SIGKILL' })
    expect(lines.at(-1)?.text).toBe('ignored')
  })

  test('it kills the container at once without a grace period, even after an earlier stop', async () => {
    const { handle, wrote } = await launchRecorded(launcher, specOfThisFile([['ignore']]))
    await wrote('staying')
    const stopped = handle.stop({ grace: 60_000 })
    await wrote('ignored')
    expect(await handle.stop({ grace: 0 })).toBe(await stopped)
  })

  test('it kills the container when the signal aborts', async () => {
    const abort = new AbortController()
    const { handle, wrote } = await launchRecorded(launcher, specOfThisFile([['ignore']]), abort.signal)
    await wrote('staying')
    abort.abort()
    expect(await handle.exited).toMatchObject({ signal: 'SIGKILL' })
  })

  test('it says that the container ran out of memory if the Engine saw it, and what its limit was', async () => {
    const container = { memory: 64 * 1024 ** 2 }
    const { handle } = await launchRecorded(launcher, specOfThisFile([['eat']], { container }))
    expect(await handle.exited).toMatchObject({
      code: null,
      signal: 'SIGKILL',
      reason: expect.stringMatching(/^out of memory \(limit 64 MB\)$|does not know; memory limit 64 MB$/),
    })
  })

  test('it says that the container was killed through the Engine', async () => {
    const { handle, wrote } = await launchRecorded(launcher, specOfThisFile([['ignore']]))
    await wrote('staying')
    const [name = ''] = await containersOf(flow)
    await engine.getContainer(name.slice(1)).kill()
    expect(await handle.exited).toMatchObject({ signal: 'SIGKILL', reason: 'killed through the Docker Engine' })
  })

  test('it has the last 20 lines', async () => {
    const actions = Array.from({ length: 45 }, (_, line) => ['print', `${line}`] as const)
    const { handle } = await launchRecorded(launcher, specOfThisFile(actions))
    const { lastLines } = await handle.exited
    expect(lastLines).toEqual(Array.from({ length: 20 }, (_, line) => `${line + 25}`))
  })
})

describeDocker('an aborted launch', () => {
  beforeAll(() => buildTestImage(), 180_000)
  afterEach(async () => expect(await containersOf(flow)).toEqual([]))

  test('it launches nothing when it was aborted before', async () => {
    const launch = launchRecorded(launcher, specOfThisFile([['stay']]), AbortSignal.abort())
    await expect(launch).rejects.toMatchObject({ code: 'LAUNCH_ABORTED' })
  })

  test.each([0, 5, 20, 50, 100, 200])('it leaves nothing when it is aborted after %i ms', async (delay) => {
    const launch = launchRecorded(launcher, specOfThisFile([['stay']]), AbortSignal.timeout(delay))
    const outcome = await launch.then(
      ({ handle }) => handle.exited,
      ({ code }) => code,
    )
    expect(outcome === 'LAUNCH_ABORTED' || outcome.signal === 'SIGKILL').toBe(true)
  })
})

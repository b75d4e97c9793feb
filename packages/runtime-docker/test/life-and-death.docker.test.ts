import type { PeaSpec } from '@peaflow/core'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { dockerLauncher } from '../src/docker-launcher.ts'
import { type Deed, launchHeard, specToDo } from './docker/deeds.ts'
import { containersOf, describeDocker, engine } from './docker/engine.ts'
import { makeFolder } from './docker/folder.ts'
import { buildTestImage } from './docker/image.ts'

const flow = `life-${process.pid}`
const directory = makeFolder()
const launcher = dockerLauncher()

const specOfThisFile = (deeds: readonly Deed[], changes: Partial<PeaSpec> = {}) =>
  specToDo(deeds, { flow, directory, ...changes })

describeDocker('the end of a container', () => {
  beforeAll(() => buildTestImage(), 60_000)
  afterEach(async () => expect(await containersOf(flow)).toEqual([]))

  test('it comes when the container is asked, and is the same for all who ask', async () => {
    const { handle, said } = await launchHeard(launcher, specOfThisFile([['stay']]))
    await said('staying')
    const [first, second] = await Promise.all([handle.stop(), handle.stop()])
    expect(first).toEqual({ code: 0, signal: null, lastLines: ['staying'] })
    expect(second).toBe(first)
    expect(await handle.stop()).toBe(first)
  })

  test('it comes by force when the container does not want to', async () => {
    const { handle, said, lines } = await launchHeard(launcher, specOfThisFile([['ignore']]))
    await said('staying')
    const asked = performance.now()
    const exit = await handle.stop({ grace: 300 })
    expect(performance.now() - asked).toBeGreaterThanOrEqual(299)
    expect(exit).toMatchObject({ code: null, signal: 'SIGKILL' })
    expect(lines.at(-1)?.text).toBe('ignored')
  })

  test('it comes by force at once without grace, also of one who was asked before', async () => {
    const { handle, said } = await launchHeard(launcher, specOfThisFile([['ignore']]))
    await said('staying')
    const patient = handle.stop({ grace: 60_000 })
    await said('ignored')
    expect(await handle.stop({ grace: 0 })).toBe(await patient)
  })

  test('it comes by force when the signal aborts', async () => {
    const abort = new AbortController()
    const { handle, said } = await launchHeard(launcher, specOfThisFile([['ignore']]), abort.signal)
    await said('staying')
    abort.abort()
    expect(await handle.exited).toMatchObject({ signal: 'SIGKILL' })
  })

  test('it says that the memory was not enough, and how much it was', async () => {
    const container = { memory: 64 * 1024 ** 2 }
    const { handle } = await launchHeard(launcher, specOfThisFile([['eat']], { container }))
    expect(await handle.exited).toMatchObject({
      code: null,
      signal: 'SIGKILL',
      reason: expect.stringMatching(/out of memory \(limit 64 MB\)$/),
    })
  })

  test('it says that somebody killed it', async () => {
    const { handle, said } = await launchHeard(launcher, specOfThisFile([['ignore']]))
    await said('staying')
    const [name = ''] = await containersOf(flow)
    await engine.getContainer(name.slice(1)).kill()
    expect(await handle.exited).toMatchObject({ signal: 'SIGKILL', reason: 'killed through the Docker Engine' })
  })

  test('it keeps the last 20 lines', async () => {
    const deeds = Array.from({ length: 45 }, (_, line) => ['say', `${line}`] as const)
    const { handle } = await launchHeard(launcher, specOfThisFile(deeds))
    const { lastLines } = await handle.exited
    expect(lastLines).toEqual(Array.from({ length: 20 }, (_, line) => `${line + 25}`))
  })
})

describeDocker('an aborted launch', () => {
  beforeAll(() => buildTestImage(), 60_000)
  afterEach(async () => expect(await containersOf(flow)).toEqual([]))

  test('it launches nothing when it was aborted before', async () => {
    const launch = launchHeard(launcher, specOfThisFile([['stay']]), AbortSignal.abort())
    await expect(launch).rejects.toMatchObject({ code: 'LAUNCH_ABORTED' })
  })

  test.each([0, 5, 20, 50, 100, 200])('it leaves nothing when it is aborted after %i ms', async (delay) => {
    const launch = launchHeard(launcher, specOfThisFile([['stay']]), AbortSignal.timeout(delay))
    const ended = await launch.then(
      ({ handle }) => handle.exited,
      ({ code }) => code,
    )
    expect(ended === 'LAUNCH_ABORTED' || ended.signal === 'SIGKILL').toBe(true)
  })
})

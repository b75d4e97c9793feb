import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildFlow, Flow, type PodOptions } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { buildOwnImage } from '../docker/own-image.ts'
import { openRegistry } from '../docker/registry.ts'
import { directory, start } from './start.ts'

const name = `own-image-${process.pid}`
const image = `peaflow-test/own:${process.pid}`

const file = (path: string, text: string) => ({ path, text })
const executor = (path: string) => file(path, readFileSync(join(directory, path), 'utf8'))

/** The tags of one document after a Flow of one Pod. */
async function tagsOf(pod: PodOptions): Promise<unknown> {
  await using running = await start(buildFlow(new Flow({ name }).add({ name: 'encode', ...pod })))
  const [document] = await running.request('/', [{ id: '1', number: 2 }])
  return document?.tags
}

describeDocker('a user’s own image', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    const files = [
      executor('encode.yml'),
      executor('mark.mjs'),
      executor('times.mjs'),
      file('node_modules/marker/package.json', '{"name":"marker","type":"module","exports":"./index.js"}'),
      file('node_modules/marker/index.js', "export const mark = 'of the image'"),
    ]
    await buildOwnImage(image, { files, instructions: ['CMD ["--uses", "encode.yml"]'] })
  }, 600_000)
  afterAll(() => engine.getImage(image).remove({ force: true }))
  afterEach(async () => expect(await containersOf(name)).toEqual([]))

  test('it runs its own executor', async () => {
    expect(await tagsOf({ image })).toEqual({ encode: { replica: 0, inside: true } })
  })

  test('it runs another of its files', async () => {
    expect(await tagsOf({ image, uses: '/app/times.mjs', with: { by: 3 } })).toEqual({ times3: 6 })
  })

  test('it runs an executor of this machine, which finds the packages of the image', async () => {
    expect(await tagsOf({ image, uses: './uses-package.mjs' })).toEqual({ mark: 'of the image' })
  })

  test('it names the file that neither this machine nor the image has', async () => {
    await expect(tagsOf({ image, uses: './nowhere.mjs' })).rejects.toMatchObject({
      code: expect.stringMatching(/^LAUNCH_EXECUTOR/),
      message: expect.stringContaining('nowhere.mjs'),
    })
  })

  test('it fails the start of its Flow if it is missing, and nothing is left', async () => {
    const flow = new Flow({ name })
      .add({ name: 'local', replicas: 2 })
      .add({ name: 'encode', image: 'peaflow-test/none', pull: 'never' })
    await expect(start(buildFlow(flow))).rejects.toMatchObject({ code: 'LAUNCH_IMAGE_MISSING' })
  })

  test('its pull does not count towards timeout_ready', async () => {
    const registry = await openRegistry(100_000)
    const pulled = `${registry.address}/acme/encoder:1`
    const plan = buildFlow(new Flow({ name }).add({ name: 'encode', image: pulled, timeoutReady: 8_000 }))
    let reports = 0
    const starting = start(plan, {
      onEvent: ({ type }) => {
        // One a second: by the ninth, timeout_ready would have passed.
        if (type === 'pea-progress') reports += 1
        if (reports === 9) registry.release()
      },
    })
    // That image has no program: the container was started, and ended by itself.
    await expect(starting).rejects.toMatchObject({ code: 'LAUNCH_PEA_EXITED', message: expect.stringContaining('127') })
    expect(reports).toBeGreaterThanOrEqual(9)
    await engine.getImage(pulled).remove()
    await registry.close()
  })
})

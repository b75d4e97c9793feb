import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openImageStore } from '../../src/image/store.ts'
import { describeDocker, engine } from '../docker/engine.ts'
import { makeFolder } from '../docker/folder.ts'
import { openRegistry, type Registry } from '../docker/registry.ts'

const images = openImageStore(engine)
const folder = makeFolder()
let registry: Registry
let image = ''

describeDocker('the pull of an image', () => {
  beforeEach(async () => {
    registry = await openRegistry(2_000_000)
    image = `${registry.address}/acme/encoder:1`
  })
  afterEach(async () => {
    await engine
      .getImage(image)
      .remove()
      .catch(() => undefined)
    await registry.close()
  })

  test('it reports its progress, and returns the settings of the image', async () => {
    const messages: string[] = []
    const found = await images.ensure({
      image,
      onProgress: (message) => {
        messages.push(message)
        // The registry holds the second half back until progress on the first is reported.
        if (message.includes(' of ')) registry.release()
      },
    })
    expect(found).toEqual({ runnable: true, command: ['--uses', 'encode.yml'], directory: '/srv' })
    expect(messages[0]).toBe(`pulling ${image}`)
    expect(messages[1]).toMatch(/^pulling 127\.0\.0\.1:\d+\/acme\/encoder:1: [01]\.\d of [12]\.\d MB$/)
  })

  test('it is shared by concurrent requests for the image', async () => {
    registry.release()
    const all = await Promise.all(Array.from({ length: 5 }, () => images.ensure({ image })))
    expect(new Set(all)).toHaveProperty('size', 1)
    expect(registry.pulls()).toBe(1)
  })

  test('it follows the pull policy', async () => {
    registry.release()
    await expect(images.ensure({ image, pull: 'never' })).rejects.toMatchObject({ code: 'LAUNCH_IMAGE_MISSING' })
    expect(registry.pulls()).toBe(0)
    await images.ensure({ image, pull: 'missing' })
    await images.ensure({ image, pull: 'missing' })
    await images.ensure({ image, pull: 'never' })
    expect(registry.pulls()).toBe(1)
    await images.ensure({ image, pull: 'always' })
    expect(registry.pulls()).toBe(2)
  })

  test('it ends when all requests are aborted, and not before', async () => {
    const [one, other] = [new AbortController(), new AbortController()]
    const first = images.ensure({ image, signal: one.signal })
    const second = images.ensure({ image, signal: other.signal })
    one.abort()
    await expect(first).rejects.toThrow('abort')
    registry.release()
    expect(await second).toMatchObject({ runnable: true })
  })

  test('it ends at once when its only request is aborted', async () => {
    const abort = new AbortController()
    const found = images.ensure({ image, signal: abort.signal, onProgress: () => abort.abort() })
    await expect(found).rejects.toThrow('abort')
    await expect(images.ensure({ image, pull: 'never' })).rejects.toMatchObject({ code: 'LAUNCH_IMAGE_MISSING' })
  })

  test('it fails with LAUNCH_IMAGE_MISSING if the registry does not have the image', async () => {
    image = `${registry.address}/missing/encoder:1`
    await expect(images.ensure({ image })).rejects.toMatchObject({
      code: 'LAUNCH_IMAGE_MISSING',
      message: expect.stringMatching(/, and it cannot be pulled: manifest unknown$/),
    })
  })

  test('it names a credential helper that is not installed if the registry refuses, and only then', async () => {
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ credsStore: 'peaflow-none' }))
    vi.stubEnv('DOCKER_CONFIG', folder)
    registry.release()
    await images.ensure({ image })
    const message = expect.stringMatching(/manifest unknown.*docker-credential-peaflow-none, which .*config.json names/)
    const missing = images.ensure({ image: `${registry.address}/missing/encoder:1` })
    await expect(missing).rejects.toMatchObject({ code: 'LAUNCH_IMAGE_MISSING', message })
    vi.unstubAllEnvs()
  })
})

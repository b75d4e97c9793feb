import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { prepareImages } from '../../src/image/prepare-images.ts'
import { TEST_IMAGE } from '../docker/actions.ts'
import { describeDocker, engine } from '../docker/engine.ts'
import { buildTestImage } from '../docker/image.ts'
import { openRegistry, type Registry } from '../docker/registry.ts'
import { specOf } from '../spec.ts'

let registry: Registry
let image = ''

describeDocker('prepareImages', () => {
  beforeAll(() => buildTestImage(), 180_000)
  beforeEach(async () => {
    registry = await openRegistry(1_000)
    registry.release()
    image = `${registry.address}/acme/encoder:1`
  })
  afterEach(async () => {
    await engine
      .getImage(image)
      .remove()
      .catch(() => undefined)
    await registry.close()
  })

  test('it pulls a missing image once', async () => {
    const peas = [specOf({ image }), specOf({ image }), specOf({ image: TEST_IMAGE }), specOf({ runtime: 'process' })]
    await prepareImages(peas)
    expect((await engine.getImage(image).inspect()).RepoTags).toEqual([image])
    expect(registry.pulls()).toBe(1)
  })

  test('it leaves images with pull: always to the launch', async () => {
    await prepareImages([specOf({ image, container: { pull: 'always' } })])
    expect(registry.pulls()).toBe(0)
  })

  test.each(['UPPER', 'jina-encoder:nlp-bert:0.1', 'two words'])(
    'it says that %s is not an image name',
    async (name) => {
      await expect(prepareImages([specOf({ image: name })])).rejects.toMatchObject({
        code: 'CONFIG_IMAGE',
        message: expect.stringContaining(`"${name}" is not an image name`),
      })
    },
  )

  test('it fails for the first image that cannot be found', async () => {
    const missing = ['one', 'two'].map((name) => `${registry.address}/missing/${name}`)
    const peas = [specOf({ image }), ...missing.map((name) => specOf({ image: name }))]
    await expect(prepareImages(peas)).rejects.toMatchObject({
      code: 'LAUNCH_IMAGE_MISSING',
      message: expect.stringContaining(`the image ${missing[0]} is not on this machine`),
    })
  })
})

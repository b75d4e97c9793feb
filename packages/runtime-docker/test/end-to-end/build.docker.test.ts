import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { prepareImages } from '../../src/image/prepare-images.ts'
import { containersOf, describeDocker, engine } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'
import { directory, start } from './start.ts'

const name = `build-${process.pid}`
const folder = `built-${process.pid}`
const image = `peaflow-build/${folder}`
let base = ''
/** The id of the first image, whose name the next one takes. */
let first = ''

const write = (file: string, text: string) => writeFileSync(join(directory, folder, file), text)

const planOf = (options: object) => buildFlow(new Flow({ name }).add({ name: 'a', ...options }))

async function answer(options: object = { build: `./${folder}` }) {
  await using running = await start(planOf(options))
  return (await running.request('/', [{ id: '1' }]))[0]
}

describeDocker('a Pod with build', { timeout: 600_000 }, () => {
  beforeAll(async () => {
    base = await buildTestPeaImage()
    mkdirSync(join(directory, folder))
    write('secret.txt', 'not for the image')
    write('.dockerignore', 'secret.txt\n')
    write(
      'own.mjs',
      `import { existsSync } from 'node:fs'
export default (documents) => documents.map((one) => ({ ...one, version: 1, secret: existsSync('secret.txt') }))`,
    )
    write('Dockerfile', `FROM ${base}\nCOPY . .\nCMD ["--uses", "./own.mjs"]\n`)
  }, 600_000)
  afterEach(async () => expect(await containersOf(name)).toEqual([]))
  afterAll(async () => {
    for (const tag of [image, `${image}-named:2`, first]) await engine.getImage(tag).remove({ force: true })
  })

  test('it runs the image of the folder, without what .dockerignore names', async () => {
    expect(await answer()).toMatchObject({ version: 1, secret: false })
    first = (await engine.getImage(image).inspect()).Id
  })

  test('it builds again what has changed, under the name that is given', async () => {
    write('own.mjs', 'export default (documents) => documents.map((one) => ({ ...one, version: 2 }))')
    expect(await answer({ build: folder, image: `${image}-named:2` })).toMatchObject({ version: 2 })
  })

  test('it is built before the start, with progress', async () => {
    const progress: string[] = []
    const { peas } = planOf({ build: `./${folder}` })
    await prepareImages(peas, { directory, onProgress: (message) => progress.push(message) })
    expect(progress[0]).toBe(`building ${image} from ${join(directory, folder)}`)
    expect(progress).toContainEqual(expect.stringContaining('Step 1/3'))
  })

  test('it names a folder without a Dockerfile', async () => {
    await expect(answer({ build: './nowhere' })).rejects.toMatchObject({
      code: 'CONFIG_BUILD',
      message: expect.stringContaining(join(directory, 'nowhere', 'Dockerfile')),
    })
  })

  test('it quotes a step that fails, and leaves no container of it', async () => {
    write('Dockerfile', `FROM ${base}\nRUN echo ${name} && exit 7\n`)
    await expect(answer()).rejects.toMatchObject({
      code: 'LAUNCH_BUILD',
      message: expect.stringMatching(/returned a non-zero code: 7[\s\S]*RUN echo build-/),
      hint: expect.stringContaining('docker build -t'),
    })
    const containers = await engine.listContainers({ all: true })
    expect(containers.filter(({ Command }) => Command.includes(name))).toEqual([])
  })
})

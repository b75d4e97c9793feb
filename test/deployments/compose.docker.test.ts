import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeDocker, engine } from '../../packages/runtime-docker/test/docker/engine.ts'
import { freePort } from '../free-port.ts'
import { COMPOSE, compose as composeIn } from './compose.ts'
import { pageCommands, pageFile } from './page-commands.ts'
import { readyReplicas } from './ready.ts'
import {
  type Address,
  type Answers,
  ask,
  askHere,
  askSearch,
  buildImages,
  copySearch,
  exportSearch,
  NEXT_ENCODER,
  removeImages,
  tokenIn,
} from './search.ts'
import { underLoad, whileFlowGoes } from './under-load.ts'

const project = `peaflow${randomBytes(4).toString('hex')}`
const [entered = '', up = '', scaled = '', down = ''] = pageCommands({
  page: 'docs/compose.md',
  test: 'test/deployments/compose.docker.test.ts',
})
const OWN = { all: true, filters: { label: [`com.docker.compose.project=${project}`] } }

describeDocker('Docker Compose', { timeout: 240_000 }, () => {
  describe.skipIf(COMPOSE === undefined)('runs the export of the search example', () => {
    let folder: string
    let out: string | undefined
    let address: Address
    let expected: Answers
    const compose = (...args: readonly string[]) => composeIn(out ?? folder, ...args)
    const page = (command: string) => compose(...command.replace('docker compose ', '').split(' '))
    const ready = async (pod: string, count: number) =>
      await expect.poll(() => readyReplicas(address.url, pod), { timeout: 120_000 }).toBe(count)
    const scale = async (count: number) => {
      await page(scaled.replace('=4', `=${count}`))
      await ready('encode', count)
    }
    const during = async (what: string, happens: () => Promise<unknown>) => {
      await underLoad({ name: `Compose, ${what}`, address, expected }, happens)
    }
    const idsOf = async (service: string) => (await compose('ps', '--quiet', service)).split('\n')

    beforeAll(async () => {
      folder = await copySearch()
      await buildImages(folder)
      out = await exportSearch('compose', folder)
      expect(`cd ${basename(out)}`).toBe(entered)
      // A project, and a port, that nothing else on this machine has.
      const edit = (file: string, from: string, to: string) =>
        writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
      edit(join(out, '.env'), '=semantic-search', `=${project}`)
      edit(join(out, 'compose.yaml'), '127.0.0.1:8080:8080', `127.0.0.1:${freePort()}:8080`)
      await page(up)
      address = { url: `http://${await compose('port', 'gateway', '8080')}`, token: tokenIn(out) }
    }, 400_000)

    afterAll(async () => {
      if (out !== undefined) await page(down)
      await removeImages()
      rmSync(folder, { recursive: true })
    }, 120_000)

    it('answers byte for byte as on the laptop, also once its shards are other containers', async () => {
      expected = await askHere(folder)
      await ready('encode', 2)
      await ready('index', 2)
      expect(await askSearch(address, folder)).toEqual(expected)
      await compose('up', '--detach', '--force-recreate', '--no-deps', 'index-0', 'index-1')
      await ready('index', 2)
      expect(await ask(address)).toEqual(expected.found)
    })

    it('loses no request and answers none twice while its encoders become six, and then one', async () => {
      await during('scaled from 2 to 6', () => scale(6))
      await during('scaled from 6 to 1', () => scale(1))
      expect(await idsOf('encode')).toHaveLength(1)
    })

    it('loses no request and answers none twice when a container is killed', async () => {
      await during('scaled from 1 to 2', () => scale(2))
      const [id = ''] = await idsOf('encode')
      const inspect = () => engine.getContainer(id).inspect()
      await during('a container killed', async () => {
        // As the kernel does it when memory is short; what `docker kill` ends is not started again.
        process.kill((await inspect()).State.Pid, 'SIGKILL')
        await expect.poll(async () => (await inspect()).RestartCount).toBe(1)
      })
    })

    it('loses no request and answers none twice while an image is updated', async () => {
      const override = pageFile('docs/compose.md', 'compose.override.yaml')
      writeFileSync(join(out ?? folder, 'compose.override.yaml'), override.replace('acme/encoder:1.3', NEXT_ENCODER))
      await during('updated', async () => {
        await page(up)
        await ready('encode', 2)
      })
      const images = (await idsOf('encode')).map(async (id) => (await engine.getContainer(id).inspect()).Config.Image)
      expect(await Promise.all(images)).toEqual([NEXT_ENCODER, NEXT_ENCODER])
    })

    it('ends what is in flight within 5 s when the Flow is started again, and answers again', async () => {
      await whileFlowGoes({ name: 'Compose, the Flow started again', address, expected }, async () => {
        await compose('restart', 'gateway')
        await ready('encode', 2)
      })
      expect(await ask(address)).toEqual(expected.found)
    })

    it('ends with code 0, and leaves nothing', async () => {
      await compose('stop')
      const stopped = await engine.listContainers(OWN)
      const states = await Promise.all(stopped.map(async ({ Id }) => (await engine.getContainer(Id).inspect()).State))
      expect(states.map(({ ExitCode }) => ExitCode)).toEqual([0, 0, 0, 0, 0])
      await page(down)
      expect(await engine.listContainers(OWN)).toEqual([])
      expect(await engine.listNetworks(OWN)).toEqual([])
      expect((await engine.listVolumes(OWN)).Volumes ?? []).toEqual([])
    })
  })
})

import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeDocker, engine } from '../../packages/runtime-docker/test/docker/engine.ts'
import { COMPOSE, compose as composeIn } from './compose.ts'
import { Load } from './load.ts'
import { pageCommands } from './page-commands.ts'
import { readyReplicas } from './ready.ts'
import { type Address, ask, askHere, buildImages, copySearch, exportSearch, index, SEARCH } from './search.ts'

const project = `peaflow${randomBytes(4).toString('hex')}`
const [entered = '', up = '', scaled = '', down = ''] = pageCommands('compose')
const OWN = { all: true, filters: { label: [`com.docker.compose.project=${project}`] } }

describeDocker('Docker Compose', { timeout: 240_000 }, () => {
  describe.skipIf(COMPOSE === undefined)('runs the export of the search example', () => {
    let folder: string
    let out: string | undefined
    let address: Address
    let expected: readonly string[]
    const compose = (...args: readonly string[]) => composeIn(out ?? folder, ...args)
    const page = (command: string) => compose(...command.replace('docker compose ', '').split(' '))
    const scale = (count: number) => page(scaled.replace('=4', `=${count}`))
    const ready = async (pod: string, count: number) =>
      await expect.poll(() => readyReplicas(address.url, pod), { timeout: 120_000 }).toBe(count)
    const idsOf = async (service: string) => (await compose('ps', '--quiet', service)).split('\n')

    beforeAll(async () => {
      folder = await copySearch()
      await buildImages(folder)
      const exported = await exportSearch('compose', folder)
      out = exported.out
      expect(`cd ${basename(out)}`).toBe(entered)
      // A project, and a port, that nothing else on this machine has.
      const edit = (file: string, from: string, to: string) =>
        writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
      edit(join(out, '.env'), '=semantic-search', `=${project}`)
      edit(join(out, 'compose.yaml'), '127.0.0.1:8080:8080', '127.0.0.1::8080')
      await page(up)
      address = { url: `http://${await compose('port', 'gateway', '8080')}`, token: exported.token }
    }, 400_000)

    afterAll(async () => {
      if (out !== undefined) await page(down)
      await engine.getImage(SEARCH).remove({ force: true })
      rmSync(folder, { recursive: true })
    }, 120_000)

    it('answers byte for byte as on the laptop, also once its shards are other containers', async () => {
      expected = await askHere(folder)
      await ready('encode', 2)
      await ready('index', 2)
      expect(await index(address, folder)).toBeGreaterThan(30)
      expect(await ask(address)).toEqual(expected)
      await compose('up', '--detach', '--force-recreate', '--no-deps', 'index-0', 'index-1')
      await ready('index', 2)
      expect(await ask(address)).toEqual(expected)
    })

    it('loses no request and answers none twice while it is scaled, and a container is killed', async () => {
      const load = new Load(address, expected)
      await load.more(4)
      const waits = {
        'scaled from 2 to 4': await load.during(async () => {
          await scale(4)
          await ready('encode', 4)
        }),
        'a container killed': await load.during(async () => {
          const [id = ''] = await idsOf('encode')
          const inspect = () => engine.getContainer(id).inspect()
          // As the kernel does it when memory is short; what `docker kill` ends is not started again.
          process.kill((await inspect()).State.Pid, 'SIGKILL')
          await expect.poll(async () => (await inspect()).RestartCount).toBe(1)
        }),
        'scaled from 4 to 1': await load.during(() => scale(1)),
      }
      const { answered, wrong } = await load.end()
      console.info(`Compose: ${answered} answers; in ms: ${JSON.stringify(waits)}`)
      expect(wrong).toEqual([])
      await ready('encode', 1)
      expect(await idsOf('encode')).toHaveLength(1)
    })

    it('ends with code 0, and leaves nothing', async () => {
      await compose('stop')
      const stopped = await engine.listContainers(OWN)
      const states = await Promise.all(stopped.map(async ({ Id }) => (await engine.getContainer(Id).inspect()).State))
      expect(states.map(({ ExitCode }) => ExitCode)).toEqual([0, 0, 0, 0])
      await page(down)
      expect(await engine.listContainers(OWN)).toEqual([])
      expect(await engine.listNetworks(OWN)).toEqual([])
      expect((await engine.listVolumes(OWN)).Volumes ?? []).toEqual([])
    })
  })
})

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeDocker, engine } from '../../packages/runtime-docker/test/docker/engine.ts'
import { Load, type Waits } from './load.ts'
import { pageCommands, pageFile } from './page-commands.ts'
import { readyReplicas } from './ready.ts'
import { type Address, ask, askHere, buildImages, copySearch, ENCODER, exportSearch, index, SEARCH } from './search.ts'
import { describeSwarm, openSwarm, type Swarm } from './swarm.ts'

const [deploy = '', scaled = '', updated = '', removed = ''] = pageCommands('swarm')

/** What pins the Flow in the file of the page pins the shards, too: their volumes are those of one node. */
const PINNED = pageFile('swarm', 'own.yml').replace(/^ {2}gateway(.*)\n/m, (row, what) =>
  [row, ...['index-0', 'index-1'].map((shard) => `  ${shard}${what}\n`)].join(''),
)

describeDocker('Docker Swarm', () => {
  describeSwarm('runs the export of the search example', () => {
    let swarm: Swarm
    let folder: string
    let address: Address
    let expected: readonly string[]
    let load: Load
    const waits: Record<string, Waits> = {}
    const docker = (...args: readonly string[]) => swarm.docker('manager', ...args)
    const ready = async (pod: string, count: number) =>
      await expect.poll(() => readyReplicas(address.url, pod), { timeout: 120_000 }).toBe(count)
    const scale = async (count: number) => {
      await swarm.follow(scaled.replace('=5', `=${count}`), folder)
      await ready('encode', count)
    }
    const during = async (what: string, happens: () => Promise<unknown>) => {
      waits[what] = await load.during(happens)
    }

    beforeAll(async () => {
      swarm = openSwarm()
      folder = await copySearch()
      await buildImages(folder)
      await swarm.load(ENCODER, SEARCH)
      const { token } = await exportSearch('swarm', folder)
      writeFileSync(join(folder, 'own.yml'), PINNED)
      await swarm.follow(deploy, folder)
      address = { url: `http://${swarm.address}:8080`, token }
    }, 400_000)

    afterAll(async () => {
      swarm.close()
      await engine.getImage(SEARCH).remove({ force: true })
      rmSync(folder, { recursive: true })
    }, 120_000)

    it('answers byte for byte as on the laptop, with an encoder on each node', async () => {
      expected = await askHere(folder)
      await ready('encode', 2)
      await ready('index', 2)
      expect(await index(address, folder)).toBeGreaterThan(30)
      expect(await ask(address)).toEqual(expected)
      expect(await swarm.containersOf('manager', 'search_encode')).toHaveLength(1)
      expect(await swarm.containersOf('worker', 'search_encode')).toHaveLength(1)
    })

    it('loses no request and answers none twice, whatever becomes of the encoders', async () => {
      load = new Load(address, expected)
      await load.more(4)
      await during('scaled from 2 to 6', () => scale(6))
      await during('scaled from 6 to 1', () => scale(1))
      await during('updated', async () => {
        for (const node of ['manager', 'worker'] as const) await swarm.docker(node, 'tag', ENCODER, `${ENCODER}:2`)
        await swarm.follow(updated.replace('acme/encoder:1.3', `${ENCODER}:2`), folder)
      })
      await during('scaled from 1 to 4', () => scale(4))
      await during('a container killed', async () => {
        const [id = ''] = await swarm.containersOf('worker', 'search_encode')
        await swarm.docker('worker', 'kill', id)
      })
      await during('the cable of the worker cut', async () => {
        swarm.cutWorker()
        await ready('encode', 2)
      })
      await during('the cable of the worker plugged in again', async () => {
        swarm.healWorker()
        await ready('encode', 4)
      })
      expect(await swarm.containersOf('worker', 'search_encode')).not.toEqual([])
      await during('the Engine of the worker stopped', () => swarm.stopWorker())
      const { answered, wrong } = await load.end()
      console.info(`Swarm: ${answered} answers; in ms: ${JSON.stringify(waits)}`)
      expect(wrong).toEqual([])
      // Those of the node that was lost are started on the other one.
      await ready('encode', 4)
      expect(await ask(address)).toEqual(expected)
    })

    it('leaves nothing but the volumes of the shards', async () => {
      await swarm.follow(removed, folder)
      await expect.poll(() => docker('ps', '--all', '--quiet'), { timeout: 60_000 }).toBe('')
      const left = ['service', 'secret', 'config'].map((kind) => docker(kind, 'ls', '--quiet'))
      expect(await Promise.all(left)).toEqual(['', '', ''])
      const networks = () => docker('network', 'ls', '--filter', 'name=search', '--quiet')
      await expect.poll(networks, { timeout: 60_000 }).toBe('')
      expect((await docker('volume', 'ls', '--quiet')).split('\n')).toEqual(['search_index-0', 'search_index-1'])
    })
  })
})

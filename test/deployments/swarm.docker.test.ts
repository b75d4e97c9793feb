import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeDocker } from '../../packages/runtime-docker/test/docker/engine.ts'
import type { Load } from './load.ts'
import { pageCommands, pageFile } from './page-commands.ts'
import { scaleAtRandom } from './random-scales.ts'
import { readyReplicas } from './ready.ts'
import {
  type Address,
  type Answers,
  ask,
  askHere,
  askSearch,
  buildImages,
  copySearch,
  ENCODER,
  exportSearch,
  NEXT_ENCODER,
  removeImages,
  SEARCH,
  tokenIn,
} from './search.ts'
import { describeSwarm, openSwarm, type Swarm } from './swarm.ts'
import { underLoad, whileFlowGoes } from './under-load.ts'

const [deploy = '', scaled = '', updated = '', removed = ''] = pageCommands({
  page: 'docs/swarm.md',
  test: 'test/deployments/swarm.docker.test.ts',
})

/** What pins the Flow in the file of the page pins the shards, too: their volumes are those of one node. */
const PINNED = pageFile('docs/swarm.md', 'own.yml').replace(/^ {2}gateway(.*)\n/m, (row, what) =>
  [row, ...['index-0', 'index-1'].map((shard) => `  ${shard}${what}\n`)].join(''),
)

describeDocker('Docker Swarm', () => {
  describeSwarm('runs the export of the search example', () => {
    let swarm: Swarm
    let folder: string
    let address: Address
    let expected: Answers
    const docker = (...args: readonly string[]) => swarm.docker('manager', ...args)
    const ready = async (pod: string, count: number) =>
      await expect.poll(() => readyReplicas(address.url, pod), { timeout: 120_000 }).toBe(count)
    const scale = async (count: number) => {
      await swarm.follow(scaled.replace('=5', `=${count}`), folder)
      await ready('encode', count)
    }
    const during = async (what: string, happens: (load: Load) => Promise<unknown>) => {
      await underLoad({ name: `Swarm, ${what}`, address, expected }, happens)
    }

    beforeAll(async () => {
      swarm = openSwarm()
      folder = await copySearch()
      await buildImages(folder)
      await swarm.load(ENCODER, NEXT_ENCODER, SEARCH)
      const out = await exportSearch('swarm', folder)
      writeFileSync(join(folder, 'own.yml'), PINNED)
      await swarm.follow(deploy, folder)
      address = { url: `http://${swarm.address}:8080`, token: tokenIn(out) }
    }, 400_000)

    afterAll(async () => {
      swarm.close()
      await removeImages()
      rmSync(folder, { recursive: true })
    }, 120_000)

    it('answers byte for byte as on the laptop, with an encoder on each node', async () => {
      expected = await askHere(folder)
      await ready('encode', 2)
      await ready('index', 2)
      expect(await askSearch(address, folder)).toEqual(expected)
      expect(await swarm.containersOf('manager', 'search_encode')).toHaveLength(1)
      expect(await swarm.containersOf('worker', 'search_encode')).toHaveLength(1)
    })

    it('loses no request and answers none twice while its encoders become six, and then one', async () => {
      await during('scaled from 2 to 6', () => scale(6))
      await during('scaled from 6 to 1', () => scale(1))
    })

    it('loses no request and answers none twice while their image is updated', async () => {
      await during('updated', () => swarm.follow(updated.replace('acme/encoder:1.3', NEXT_ENCODER), folder))
    })

    it('loses no request and answers none twice while they are scaled twenty times at random', async () => {
      await during('scaled twenty times at random', (load) =>
        scaleAtRandom(load, {
          scale: (count) => docker('service', 'scale', '--detach', `search_encode=${count}`),
          ready: () => readyReplicas(address.url, 'encode'),
        }),
      )
    })

    it('loses no request and answers none twice when a container is killed', async () => {
      await during('scaled to 4', () => scale(4))
      await during('a container killed', async () => {
        const [id = ''] = await swarm.containersOf('worker', 'search_encode')
        await swarm.docker('worker', 'kill', id)
      })
    })

    it('ends what is in flight within 5 s when the task of the Flow is replaced, and answers again', async () => {
      await whileFlowGoes({ name: 'Swarm, the Flow replaced', address, expected }, async () => {
        await docker('service', 'update', '--force', '--quiet', 'search_gateway')
        await ready('encode', 4)
      })
      expect(await ask(address)).toEqual(expected.found)
    })

    it('loses no request and answers none twice when the cable of a worker is cut, and plugged in again', async () => {
      await during('the cable of the worker cut', async () => {
        swarm.cutWorker()
        await ready('encode', 2)
      })
      await during('its replicas started on the manager', async () => {
        await swarm.workerBecomes('down')
        await ready('encode', 4)
      })
      // What went on there, cut off, answers again until the Swarm ends it: it has others now.
      await during('the cable of the worker plugged in again', async () => {
        swarm.healWorker()
        await swarm.workerBecomes('ready')
        await expect.poll(() => swarm.containersOf('worker', 'search_encode')).toEqual([])
        await ready('encode', 4)
      })
    })

    it('loses no request and answers none twice when the Engine of a worker is stopped', async () => {
      await during('scaled from 4 to 6', () => scale(6))
      expect(await swarm.containersOf('worker', 'search_encode')).not.toEqual([])
      await during('the Engine of the worker stopped', () => swarm.stopWorker())
      // Those of the node that was lost are started on the other one.
      await ready('encode', 6)
      expect(await ask(address)).toEqual(expected.found)
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

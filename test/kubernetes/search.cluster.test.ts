import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Load } from '../deployments/load.ts'
import { scaleAtRandom } from '../deployments/random-scales.ts'
import { readyReplicas } from '../deployments/ready.ts'
import {
  type Address,
  type Answers,
  askHere,
  askSearch,
  copySearch,
  exportSearch,
  NEXT_ENCODER,
} from '../deployments/search.ts'
import { underLoad, whileFlowGoes } from '../deployments/under-load.ts'
import { mustRun } from '../packages/command.ts'
import { describeCluster, engine, type Namespace, openNamespace } from './cluster.ts'
import { inspect, killApiServer, stopNode } from './node.ts'
import { expectLeft, FLOW, findServed, loadSearch, unloadSearch } from './search.ts'

const ENCODE = `deployment/${FLOW}-encode`

/** What a test needs to know of a Kubernetes Pod. */
interface KubernetesPod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string }
  readonly status: {
    readonly containerStatuses: readonly { readonly containerID: string; readonly restartCount: number }[]
  }
}

/** A container that is to be lost, and how often it had been started anew before. */
interface Victim {
  readonly containerID: string
  /** Resolves once it has been started anew. */
  restarted(): Promise<void>
}

describeCluster('the search of the examples in Kubernetes', { timeout: 300_000 }, () => {
  let folder: string
  let namespace: Namespace
  let manifests: string
  let served: Address
  let expected: Answers

  beforeAll(async () => {
    folder = await copySearch()
    await loadSearch(folder)
    namespace = await openNamespace({ volumes: 2 })
    manifests = await exportSearch('kubernetes', folder, { more: ['--target', '1.20'] })
  }, 300_000)
  afterAll(async () => {
    await namespace.close()
    await unloadSearch()
    rmSync(folder, { recursive: true })
  })

  async function during(what: string, happens: (load: Load) => Promise<void>): Promise<void> {
    await underLoad({ name: `Kubernetes, ${what}`, address: served, expected }, happens)
  }

  /** The Kubernetes Pods of a Pod, but for those that end already. */
  async function podsOf(pod: string): Promise<readonly KubernetesPod[]> {
    const { items } = JSON.parse(
      await namespace.kubectl('get', 'pods', '--selector', `peaflow.pod=${pod}`, '--output', 'json'),
    )
    return items.filter(({ metadata }: KubernetesPod) => metadata.deletionTimestamp === undefined)
  }

  async function victimOf(name: string): Promise<Victim> {
    const [pod] = await podsOf(name)
    const { containerID = '', restartCount = 0 } = pod?.status.containerStatuses[0] ?? {}
    const restarts = async () => {
      const same = (await podsOf(name)).find(({ metadata }) => metadata.name === pod?.metadata.name)
      return same?.status.containerStatuses[0]?.restartCount
    }
    const restarted = () => expect.poll(restarts, { timeout: 120_000 }).toBe(restartCount + 1)
    return { containerID, restarted }
  }

  async function rolledOut(workload: string): Promise<void> {
    await namespace.kubectl('rollout', 'status', workload, '--timeout', '240s')
  }

  async function scale(replicas: number): Promise<void> {
    await namespace.kubectl('scale', ENCODE, '--replicas', String(replicas))
  }

  it('becomes ready with kubectl apply, and answers byte for byte as on this machine', async () => {
    await namespace.kubectl('apply', '-k', manifests)
    for (const workload of [`deployment/${FLOW}`, ENCODE, `statefulset/${FLOW}-index`]) await rolledOut(workload)
    served = await findServed(namespace)
    expected = await askHere(folder)
    expect(await askSearch(served, folder)).toEqual(expected)
  })

  it('loses no question while an image is rolled out', async () => {
    await during('rolling update', async () => {
      await namespace.kubectl('set', 'image', ENCODE, `encode=${NEXT_ENCODER}`)
      await rolledOut(ENCODE)
    })
  })

  it('loses no question while its replicas become six, and then one', async () => {
    await during('kubectl scale 2, 6, 1', async (load) => {
      for (const replicas of [6, 1]) {
        await scale(replicas)
        await rolledOut(ENCODE)
        await load.more(10)
      }
    })
  })

  it('loses no question while it is scaled twenty times at random', async () => {
    await during('twenty random scales', async (load) => {
      await scaleAtRandom(load, { scale, ready: () => readyReplicas(served.url, 'encode') })
    })
    await scale(2)
    await rolledOut(ENCODE)
  })

  // A shard finds its data in its volume when it is back, and questions wait for it.
  it.each(['encode', 'index'])('loses no question when a container of %s is killed', async (name) => {
    const { containerID, restarted } = await victimOf(name)
    await during(`a container of ${name} killed`, async () => {
      await mustRun('docker', ['--host', engine, 'kill', containerID.replace('docker://', '')], { cwd: '/' })
      await restarted()
    })
  })

  it('loses no question when its kubelet and Engine are stopped for 30 s, and a replica dies meanwhile', async () => {
    const { containerID, restarted } = await victimOf('encode')
    const container = await inspect(containerID)
    await during('kubelet and Engine stopped for 30 s', async (load) => {
      const node = await stopNode(namespace)
      try {
        await node.kill(container)
        await load.lasting(30_000)
      } finally {
        node.resume()
      }
      await restarted()
    })
  })

  it('loses no question when the API of the cluster is killed, and is back', async () => {
    await during('the API killed', async () => {
      await killApiServer(namespace)
      await rolledOut(ENCODE)
    })
  })

  it('ends what is in flight within 5 s when its own Pod goes, and answers again', async () => {
    await whileFlowGoes({ name: 'Kubernetes, the Flow deleted', address: served, expected }, async () => {
      await namespace.kubectl('delete', 'pod', ...(await podsOf('gateway')).map(({ metadata }) => metadata.name))
      await rolledOut(`deployment/${FLOW}`)
    })
  })

  it('leaves the data of the index, and nothing else', async () => {
    await namespace.kubectl('delete', '-k', manifests)
    const claims = [0, 1].map((shard) => `persistentvolumeclaim/workspace-${FLOW}-index-${shard}`)
    await expectLeft(namespace, FLOW, claims)
  })
})

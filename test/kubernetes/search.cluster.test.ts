import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mustRun } from '../packages/command.ts'
import { describeCluster, engine, loadImages, type Namespace, openNamespace } from './cluster.ts'
import { askHere, askSearch } from './here.ts'
import { type Asked, isRight, type Load, longestGap, type Question, startLoad } from './load.ts'
import { call, exportSearch, FLOW, findServed, type Served } from './search.ts'
import { buildSearchImages, IMAGES } from './search-images.ts'

const ENCODE = `deployment/${FLOW}-encode`
const CLIENTS = 3

/** Every kind that is exported, and those that Kubernetes makes for them, but for its Pods. */
const KINDS = [
  'deployments,statefulsets,replicasets,controllerrevisions,services,endpoints,endpointslices,secrets,configmaps',
  'networkpolicies,poddisruptionbudgets,persistentvolumeclaims,jobs',
].join(',')

/** What a test needs to know of a Kubernetes Pod. */
interface KubernetesPod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string }
  readonly status: {
    readonly containerStatuses: readonly { readonly containerID: string; readonly restartCount: number }[]
  }
}

describeCluster('the search of the examples in Kubernetes', { timeout: 300_000 }, () => {
  let namespace: Namespace
  let manifests: string
  let served: Served
  let questions: readonly Question[]

  beforeAll(async () => {
    await buildSearchImages()
    await loadImages(Object.values(IMAGES))
    namespace = await openNamespace({ volumes: 2 })
    manifests = await exportSearch()
  }, 300_000)
  afterAll(async () => {
    await namespace.close()
    rmSync(dirname(manifests), { recursive: true })
  })

  /** Has questions asked while something happens, and until some more have been answered after it. */
  async function underLoad(happens: (load: Load) => Promise<void>): Promise<readonly Asked[]> {
    const load = startLoad(served, questions, CLIENTS)
    await load.more(10)
    await happens(load)
    await load.more(10)
    await load.end()
    return load.asked
  }

  function expectAllAnswered(asked: readonly Asked[], what: string): void {
    console.log(`${what}: ${asked.length} questions, the longest gap is ${longestGap(asked)} ms`)
    expect(asked.filter((one) => !isRight(one))).toEqual([])
  }

  /** The Kubernetes Pods of a Pod, but for those that end already. */
  async function podsOf(pod: string): Promise<readonly KubernetesPod[]> {
    const { items } = JSON.parse(
      await namespace.kubectl('get', 'pods', '--selector', `peaflow.pod=${pod}`, '--output', 'json'),
    )
    return items.filter(({ metadata }: KubernetesPod) => metadata.deletionTimestamp === undefined)
  }

  async function rolledOut(workload: string): Promise<void> {
    await namespace.kubectl('rollout', 'status', workload, '--timeout', '240s')
  }

  it('becomes ready with kubectl apply, and answers byte for byte as on this machine', async () => {
    await namespace.kubectl('apply', '-k', manifests)
    for (const workload of [`deployment/${FLOW}`, ENCODE, `statefulset/${FLOW}-index`]) await rolledOut(workload)
    served = await findServed(namespace)
    const here = await askHere()
    const there = await askSearch((endpoint, body) => call(served, endpoint, body))
    expect(there).toEqual(here)
    questions = here.questions
  })

  it('loses no question while an image is rolled out', async () => {
    const asked = await underLoad(async () => {
      await namespace.kubectl('set', 'image', ENCODE, `encode=${IMAGES.nextEncoder}`)
      await rolledOut(ENCODE)
    })
    expectAllAnswered(asked, 'rolling update')
  })

  it('loses no question while its replicas become six, and then one', async () => {
    const asked = await underLoad(async (load) => {
      for (const replicas of [6, 1]) {
        await namespace.kubectl('scale', ENCODE, '--replicas', String(replicas))
        await rolledOut(ENCODE)
        await load.more(10)
      }
    })
    expectAllAnswered(asked, 'kubectl scale 2, 6, 1')
  })

  // A shard finds its data in its volume when it is back, and questions wait for it.
  it.each(['encode', 'index'])('loses no question when a container of %s is killed', async (name) => {
    await namespace.kubectl('scale', ENCODE, '--replicas', '2')
    await rolledOut(ENCODE)
    const [pod] = await podsOf(name)
    const { containerID = '', restartCount = 0 } = pod?.status.containerStatuses[0] ?? {}
    const restarts = async () => {
      const same = (await podsOf(name)).find(({ metadata }) => metadata.name === pod?.metadata.name)
      return same?.status.containerStatuses[0]?.restartCount
    }
    const asked = await underLoad(async () => {
      await mustRun('docker', ['--host', engine, 'kill', containerID.replace('docker://', '')], { cwd: '/' })
      await expect.poll(restarts, { timeout: 120_000 }).toBe(restartCount + 1)
    })
    expectAllAnswered(asked, `a container of ${name} killed`)
  })

  it('ends what is in flight within 5 s when its own Pod goes, and answers again', async () => {
    const asked = await underLoad(async () => {
      await namespace.kubectl('delete', 'pod', ...(await podsOf('gateway')).map(({ metadata }) => metadata.name))
      await rolledOut(`deployment/${FLOW}`)
    })
    const failed = asked.filter((one) => !isRight(one))
    const slowest = Math.round(Math.max(0, ...failed.map(({ start, end }) => end - start)))
    console.log(
      `the Flow deleted: ${failed.length} of ${asked.length} failed, each within ${slowest} ms, the longest gap is ${longestGap(asked)} ms`,
    )
    expect(failed.filter(({ answer }) => answer !== undefined && answer.status !== 503)).toEqual([])
    expect(failed.filter(({ start, end }) => end - start > 5_000)).toEqual([])
  })

  it('leaves the data of the index, and nothing else', async () => {
    await namespace.kubectl('delete', '-k', manifests)
    const left = async () => {
      const names = await namespace.kubectl('get', KINDS, '--selector', `peaflow.flow=${FLOW}`, '--output', 'name')
      return names.trim().split('\n')
    }
    const claims = [0, 1].map((shard) => `persistentvolumeclaim/workspace-${FLOW}-index-${shard}`)
    await expect.poll(left, { timeout: 120_000 }).toEqual(claims)
    await expect.poll(namespace.containers, { timeout: 120_000 }).toEqual([])
  })
})

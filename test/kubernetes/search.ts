import { expect } from 'vitest'
import type { Address } from '../deployments/search.ts'
import { buildImages, ENCODER, NEXT_ENCODER, removeImages, SEARCH } from '../deployments/search.ts'
import { engine, loadImages, type Namespace } from './cluster.ts'

/** The name of the objects of the Flow. */
export const FLOW = 'semantic-search'

/** Every kind that is exported, and those that Kubernetes makes for them. */
const KINDS = [
  'pods,deployments,statefulsets,replicasets,controllerrevisions,services,endpoints,endpointslices,secrets,configmaps',
  'networkpolicies,poddisruptionbudgets,horizontalpodautoscalers,persistentvolumeclaims,jobs',
].join(',')

/** Builds the images of the search, and copies them to the cluster. */
export async function loadSearch(folder: string): Promise<void> {
  await buildImages(folder)
  await loadImages([ENCODER, NEXT_ENCODER, SEARCH])
}

/** Removes what {@link loadSearch} made, but for the encoder, which is that of the example. */
export async function unloadSearch(): Promise<void> {
  for (const host of [[], ['--host', engine]]) await removeImages(...host)
}

/** Where clients find a Flow in the cluster. */
export async function findServed({ kubectl }: Namespace, flow = FLOW): Promise<Address> {
  const [address, token = ''] = await Promise.all([
    kubectl('get', 'service', flow, '--output', 'jsonpath={.spec.clusterIP}'),
    kubectl('get', 'secret', flow, '--output', 'jsonpath={.data.token}'),
  ])
  return { url: `http://${address}:8080`, token: Buffer.from(token, 'base64').toString('utf8').trim() }
}

/** Waits until no object of a Flow is left in a namespace but those named, nor a container that runs. */
export async function expectLeft({ kubectl, containers }: Namespace, flow: string, names: readonly string[]) {
  const left = async () => {
    const list = await kubectl('get', KINDS, '--selector', `peaflow.flow=${flow}`, '--output', 'name')
    return list.split('\n').filter(Boolean)
  }
  await expect.poll(left, { timeout: 180_000, interval: 500 }).toEqual(names)
  expect(await containers()).toEqual([])
}

import { hostname } from 'node:os'
import { readPod } from '../cluster/calls.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { Owner } from '../pod/pod-object.ts'
import { parsePod } from '../pod/pod-state.ts'

/**
 * The Pod that this process runs in: Kubernetes deletes what it owns with it. `undefined` outside of the cluster, and where
 * the Pod has another host name than its own.
 */
export async function findOwner(cluster: Cluster, signal: AbortSignal | undefined): Promise<Owner | undefined> {
  if (!cluster.isOurs) return undefined
  const name = hostname()
  try {
    const { uid } = parsePod(JSON.parse(await cluster.send(readPod({ namespace: cluster.namespace, name }), signal)))
    return uid === '' ? undefined : { apiVersion: 'v1', kind: 'Pod', name, uid }
  } catch {
    return undefined // the lifeline ends what is launched nevertheless
  }
}

import { deletePod, listPods } from '../cluster/calls.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { LAUNCHED } from '../pod/names.ts'

/** Milliseconds for which a Pod that has ended is left to the Flow that launched it. */
const LEFT_FOR = 60_000

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly creationTimestamp: string }
    readonly status: {
      readonly containerStatuses?: readonly {
        readonly state?: { readonly terminated?: { readonly finishedAt?: string } }
      }[]
    }
  }[]
}

/**
 * Deletes Pods that have ended and that no process has deleted, since it was killed. Never rejects: they do nothing but
 * stand in a list.
 *
 * @param now - a moment on the clock of the cluster, such as that at which something was created.
 */
export async function sweep(cluster: Cluster, now: number): Promise<void> {
  const { namespace } = cluster
  try {
    const { items } = JSON.parse(await cluster.send(listPods(namespace, LAUNCHED))) as PodList
    const ended = items.filter(({ status }) => {
      const endedAt = Date.parse(status.containerStatuses?.[0]?.state?.terminated?.finishedAt ?? '')
      return now - endedAt > LEFT_FOR
    })
    for (const { metadata } of ended) await cluster.send(deletePod({ namespace, name: metadata.name }, 0))
  } catch {
    // It may not list or delete, or somebody else has deleted them: the next launch tries again.
  }
}

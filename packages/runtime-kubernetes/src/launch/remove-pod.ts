import { setTimeout as wait } from 'node:timers/promises'
import { isGone } from '../cluster/api-error.ts'
import { deletePod, type PodName } from '../cluster/calls.ts'
import type { Cluster } from '../cluster/cluster.ts'

/** Milliseconds until a deletion that failed is tried again. */
const RETRY = 500

/** How to delete a Pod. */
export interface RemoveOptions {
  /** The grace period of its container. With 0, the cluster forgets the Pod at once. */
  readonly seconds: number
  /** Gives up. */
  readonly signal: AbortSignal
}

/** Deletes a Pod. Tries again until it is gone, since the API may not answer for a while. Never rejects. */
export async function removePod(cluster: Cluster, pod: PodName, { seconds, signal }: RemoveOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      await cluster.send(deletePod(pod, seconds), signal)
      return
    } catch (error) {
      if (isGone(error)) return
      await wait(RETRY, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
}

import { ApiError } from '../cluster/api-error.ts'
import { createPod, type PodName } from '../cluster/calls.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { PodObject } from '../pod/pod-object.ts'
import { removePod } from './remove-pod.ts'

/** Milliseconds for which a Pod that may have been created is tried to be deleted. */
const REMOVE_TIMEOUT = 5_000

/**
 * Creates a Pod, and returns when that was, on the clock of the cluster. No signal gives it up, and what may have been created
 * although no answer came is deleted: such a Pod would wait for its input for ever.
 */
export async function createHeard(cluster: Cluster, pod: PodName, object: PodObject): Promise<string> {
  try {
    const { metadata } = JSON.parse(await cluster.send(createPod(pod.namespace, object))) as Created
    return String(metadata?.creationTimestamp)
  } catch (error) {
    const signal = AbortSignal.timeout(REMOVE_TIMEOUT)
    if (mayHaveBeenCreated(error)) await removePod(cluster, pod, { seconds: 0, signal })
    throw error
  }
}

interface Created {
  readonly metadata?: { readonly creationTimestamp?: unknown }
}

/** Not where the cluster refused it, and not where nothing could be sent. What is between may answer 502 or 504. */
function mayHaveBeenCreated(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 500
  return !['connect', 'getaddrinfo'].includes(String((error as NodeJS.ErrnoException).syscall))
}

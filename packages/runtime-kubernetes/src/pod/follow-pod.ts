import { setTimeout as wait } from 'node:timers/promises'
import { isGone } from '../cluster/api-error.ts'
import { type PodName, readPod, watchPod } from '../cluster/calls.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { type PodState, parsePod } from './pod-state.ts'

/** Milliseconds until an API that did not answer is asked again. */
const RETRY = 500

/** How to follow a Pod. */
export interface FollowOptions {
  readonly onState: (state: PodState) => void
  /** Gives up. */
  readonly signal: AbortSignal
}

/**
 * Reports how far a Pod is, from now until it does not exist any more: then it resolves with `true`. With `false` once the
 * signal aborts. Never rejects: an API that does not answer is asked again.
 */
export async function followPod(cluster: Cluster, pod: PodName, options: FollowOptions): Promise<boolean> {
  const { signal } = options
  while (!signal.aborted) {
    try {
      if (await followOnce(cluster, pod, options)) return true
    } catch (error) {
      if (isGone(error)) return true
    }
    await wait(RETRY, undefined, { signal, ref: false }).catch(ignore)
  }
  return false
}

/** An event of a watch. */
interface WatchEvent {
  readonly type?: unknown
  readonly object?: unknown
}

/** Whether the Pod is gone. A watch ends by itself after some minutes. */
async function followOnce(cluster: Cluster, pod: PodName, { onState, signal }: FollowOptions): Promise<boolean> {
  const { state, version } = parsePod(JSON.parse(await cluster.send(readPod(pod), signal)))
  onState(state)
  for await (const line of cluster.follow(watchPod(pod, version), signal)) {
    const { type, object } = JSON.parse(line) as WatchEvent
    if (type === 'ERROR') return false
    onState(parsePod(object).state)
    if (type === 'DELETED') return true
  }
  return false
}

function ignore(): void {}

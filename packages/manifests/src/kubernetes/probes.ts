import type { FlowContainer, PodContainers } from '../deployment/deployment.ts'
import type { Data } from '../yaml/noted.ts'

/** Seconds after which a cluster gives up on a Flow whose first replicas have not come: they may have large images to pull. */
const FIRST_REPLICAS = 3_600

/** The probes of the Flow: its own server answers them. */
export function flowProbes({ serving: { http, tls } }: FlowContainer): Data {
  const get = (path: string): Data => ({ httpGet: { path, port: http, ...(tls && { scheme: 'HTTPS' }) } })
  return {
    startupProbe: { ...get('/livez'), periodSeconds: 2, timeoutSeconds: 5, failureThreshold: FIRST_REPLICAS / 2 },
    // A minute: on a node that is overloaded, a Flow that starts anew loses what is in flight, and gains nothing.
    livenessProbe: { ...get('/livez'), periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 6 },
    // A minute: there is no other Flow to ask. While a shard is away, requests wait for it, and would be refused otherwise.
    readinessProbe: { ...get('/readyz'), periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 12 },
  }
}

/**
 * The probes of a replica: a thread of its Pea answers them, also while the executor is busy. Each starts a program, 0.15 s
 * of CPU, so they are rare: no Service sends anything to a replica, and its Flow itself notices when it no longer works.
 */
export function replicaProbes({ readyWithin }: PodContainers): Data {
  const ask = (...more: readonly string[]): Data => ({ exec: { command: ['peaflow', 'ping', '--self', ...more] } })
  return {
    startupProbe: { ...ask(), periodSeconds: 2, timeoutSeconds: 10, failureThreshold: Math.ceil(readyWithin / 2) + 15 },
    livenessProbe: { ...ask(), periodSeconds: 30, timeoutSeconds: 20, failureThreshold: 3 },
    readinessProbe: { ...ask('--ready'), periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 3 },
  }
}

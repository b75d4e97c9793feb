import type { Deployment } from '../deployment/deployment.ts'
import type { NotedDocument } from '../yaml/noted.ts'
import { namesOf, podEnvEntry, podKeyEntry } from './names.ts'
import { toObject } from './objects.ts'

/** The Secret: the only object with anything that nobody else may read. */
export function secret(deployment: Deployment): NotedDocument {
  const { name, container, pods } = deployment
  const ofPods = pods.flatMap(({ pod, key, secretEnv }) => [
    [podKeyEntry(pod), key],
    ...Object.entries(secretEnv).map(([variable, value]) => [podEnvEntry(pod, variable), value]),
  ])
  const head = { apiVersion: 'v1', kind: 'Secret', name: namesOf(deployment).flow, flow: name, pod: 'gateway' }
  return toObject(
    head,
    { type: 'Opaque', stringData: { ...container.secrets, ...Object.fromEntries(ofPods) } },
    {
      '': 'Secret. Keep it out of version control, or encrypt it. A later export leaves this file as it is.',
      stringData:
        'Each container gets its own entries only: those of a Pod hold the key that enrols this Pod, and nothing else.',
    },
  )
}

import type { Deployment, PodContainers } from '../deployment/deployment.ts'
import type { Data, NotedDocument } from '../yaml/noted.ts'
import { flowContainer, flowVolumes, replicaContainer, replicaVolumes } from './containers.ts'
import { labelledFlow, podDefaults } from './flow-objects.ts'
import { labelsOf } from './labels.ts'
import { namesOf } from './names.ts'
import { toObject } from './objects.ts'
import { containerSecurity, FLOW_USER, podSecurity, runAs } from './security.ts'

/** A Flow that runs once: one Kubernetes Pod, whose containers end together. */
export function job(deployment: Deployment): NotedDocument {
  const labelled = labelledFlow(deployment)
  const seats = deployment.pods.flatMap((pod) => Array.from({ length: pod.count }, (_, index) => ({ pod, index })))
  const spec = {
    ...podDefaults(deployment.container),
    restartPolicy: 'Never',
    securityContext: podSecurity(FLOW_USER),
    containers: [flowContainer(deployment), ...seats.map(({ pod, index }) => beside(deployment, pod, index))],
    volumes: [
      ...flowVolumes(deployment),
      ...seats.flatMap(({ pod, index }) => replicaVolumes(deployment, pod, `${pod.name}-${index}-`)),
    ],
  }
  const head = { apiVersion: 'batch/v1', kind: 'Job', name: namesOf(deployment).flow, ...labelled }
  const fields = { spec: { backoffLimit: 0, template: { metadata: { labels: labelsOf(labelled) }, spec } } }
  return toObject(head, fields, {
    '': 'The Flow, which runs once, and its replicas. They end with it.',
    'spec/backoffLimit': 'What has been answered would be asked once more.',
  })
}

/** A replica in the same Kubernetes Pod. */
function beside(deployment: Deployment, pod: PodContainers, index: number): Data {
  const name = `${pod.name}-${index}`
  const replicaId = pod.isSharded ? String(index) : undefined
  const {
    startupProbe: _s,
    livenessProbe: _l,
    readinessProbe: _r,
    ...container
  } = replicaContainer(deployment, pod, {
    name,
    host: '127.0.0.1',
    replicaId,
    prefix: `${name}-`,
  })
  // All of them share the settings of their Kubernetes Pod, which names the user of the Flow.
  return { ...container, securityContext: { ...containerSecurity(pod.user), ...runAs(pod.user) } }
}

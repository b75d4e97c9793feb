import type { Deployment, PodContainers } from '../deployment/deployment.ts'
import type { Data, NotedDocument, Notes } from '../yaml/noted.ts'
import { autoscaler, isAutoscaled } from './autoscaler.ts'
import { claimName, replicaContainer, replicaVolumes } from './containers.ts'
import { podDefaults } from './flow-objects.ts'
import { type Labelled, labelsOf, selectorOf } from './labels.ts'
import { namesOf, podObjectName } from './names.ts'
import { toObject, under } from './objects.ts'
import { podSecurity } from './security.ts'
import type { Target } from './target.ts'

const INDEX_LABEL = "metadata.labels['apps.kubernetes.io/pod-index']"

const CONTAINER_NOTES: Notes = {
  automountServiceAccountToken: 'Replicas have no rights in the cluster, and need none.',
  shareProcessNamespace:
    'Process 1 of a container ignores a SIGTERM that comes while it starts: it would join, and be killed at the end of its time.',
  'containers/0/args': 'It dials the Flow, and opens no port.',
  'containers/0/startupProbe': 'A thread of the Pea answers, also while the executor loads or computes.',
  'containers/0/readinessProbe': 'Ready is what has said so to the Flow.',
  terminationGracePeriodSeconds:
    'It tells the Flow that it leaves, gets nothing more, and completes what it has. What takes longer goes to another replica.',
}

/** The objects of a Pod with an image. */
export function podObjects(deployment: Deployment, pod: PodContainers, target: Target): readonly NotedDocument[] {
  const labelled = { flow: deployment.name, pod: pod.name }
  const workload = pod.isSharded ? shards(deployment, pod, target) : replicas(deployment, pod)
  return [
    workload,
    ...(isAutoscaled(pod) ? [autoscaler(deployment, pod, target)] : []),
    evictionLimit(deployment, pod, target),
    policy(podObjectName(deployment, pod), labelled),
  ]
}

function replicas(deployment: Deployment, pod: PodContainers): NotedDocument {
  const labelled = { flow: deployment.name, pod: pod.name }
  const head = { apiVersion: 'apps/v1', kind: 'Deployment', name: podObjectName(deployment, pod), ...labelled }
  const fields = {
    spec: {
      replicas: isAutoscaled(pod) ? undefined : pod.count,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: selectorOf(labelled) },
      template: template(deployment, pod, {}),
    },
  }
  return toObject(head, fields, {
    '': isAutoscaled(pod)
      ? `The replicas of the Pod ${pod.pod}. Their number is up to its HorizontalPodAutoscaler; here, kubectl apply would reset it.`
      : `The replicas of the Pod ${pod.pod}. kubectl scale changes their number, and loses no request.`,
    'spec/strategy': 'One comes before one goes.',
    ...under('spec/template/spec', CONTAINER_NOTES),
  })
}

function shards(deployment: Deployment, pod: PodContainers, { podIndex }: Target): NotedDocument {
  const labelled = { flow: deployment.name, pod: pod.name }
  const head = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: podObjectName(deployment, pod), ...labelled }
  const fieldPath = podIndex ? INDEX_LABEL : 'metadata.name'
  const variables = [{ name: 'REPLICA_ID', valueFrom: { fieldRef: { fieldPath } } }]
  const claim = {
    metadata: { name: 'workspace', labels: labelsOf(labelled) },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }
  const fields = {
    spec: {
      replicas: pod.count,
      serviceName: namesOf(deployment).inner,
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: selectorOf(labelled) },
      template: template(deployment, pod, { replicaId: '$(REPLICA_ID)', variables }),
      volumeClaimTemplates: [claim],
    },
  }
  return toObject(head, fields, {
    '': `The shards of the Pod ${pod.pod}. Every one gets each message (polling: all), so their number is that of the flow file.`,
    'spec/podManagementPolicy': 'They wait for each other in no order.',
    'spec/volumeClaimTemplates': 'Each has a workspace of its own, which survives it. Make it as large as its data.',
    ...under('spec/template/spec', CONTAINER_NOTES),
  })
}

function template(
  deployment: Deployment,
  pod: PodContainers,
  { replicaId, variables }: { readonly replicaId?: string; readonly variables?: readonly Data[] },
): Data {
  const labelled = { flow: deployment.name, pod: pod.name }
  const seat = { name: pod.name, host: namesOf(deployment).inner, replicaId, variables, prefix: '' }
  return {
    metadata: { labels: labelsOf(labelled) },
    spec: {
      ...podDefaults(deployment),
      shareProcessNamespace: true,
      securityContext: podSecurity(pod.user),
      containers: [replicaContainer(deployment, pod, seat)],
      volumes: replicaVolumes(deployment, pod, ''),
    },
  }
}

function evictionLimit(deployment: Deployment, pod: PodContainers, { policy: apiVersion }: Target): NotedDocument {
  const labelled = { flow: deployment.name, pod: pod.name }
  const head = { apiVersion, kind: 'PodDisruptionBudget', name: podObjectName(deployment, pod), ...labelled }
  const fields = { spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(labelled) } } }
  return toObject(head, fields, { '': 'Who drains a node takes one replica at a time.' })
}

function policy(name: string, labelled: Labelled): NotedDocument {
  const head = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name, ...labelled }
  const fields = { spec: { podSelector: { matchLabels: selectorOf(labelled) }, policyTypes: ['Ingress'], ingress: [] } }
  return toObject(head, fields, { 'spec/ingress': 'Nobody has to reach a replica.' })
}

/** A claim for each volume that Pods name. */
export function volumeClaims(deployment: Deployment): readonly NotedDocument[] {
  const named = deployment.pods.flatMap(({ volumes }) => volumes.flatMap(({ source }) => source ?? []))
  return [...new Set(named)].map((volume) => {
    const name = claimName(deployment, volume)
    const head = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, flow: deployment.name, pod: 'gateway' }
    const spec = { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } }
    return toObject(
      head,
      { spec },
      {
        '': `The volume ${volume}.`,
        'spec/accessModes': 'Replicas on several nodes mount it.',
        'spec/resources': 'Make it as large as its data.',
      },
    )
  })
}

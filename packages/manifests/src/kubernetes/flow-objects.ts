import type { Deployment } from '../deployment/deployment.ts'
import { shortHash } from '../deployment/dns-names.ts'
import type { Data, NotedDocument } from '../yaml/noted.ts'
import { flowContainer, flowVolumes } from './containers.ts'
import { type Labelled, labelsOf, selectorOf } from './labels.ts'
import { namesOf } from './names.ts'
import { toObject, under } from './objects.ts'
import { FLOW_USER, podSecurity } from './security.ts'

const FLOW_NOTES = {
  'volumes/1/secret/defaultMode': '0440, for the group below securityContext',
  'containers/0/livenessProbe': 'Asks the server of the Flow, never an executor.',
  'containers/0/startupProbe':
    'The server answers once the first replicas have joined, whose images may take long to pull.',
  automountServiceAccountToken: 'The Flow has no rights in the cluster, and needs none.',
}

/** The Deployment of the Flow itself. */
export function flowDeployment(deployment: Deployment): NotedDocument {
  const labelled = labelledFlow(deployment)
  const head = { apiVersion: 'apps/v1', kind: 'Deployment', name: namesOf(deployment).flow, ...labelled }
  const metadata = {
    labels: labelsOf(labelled),
    annotations: { 'peaflow.flow-file': shortHash(deployment.container.flowFile) },
  }
  const spec = {
    ...podDefaults(deployment.container),
    containers: [flowContainer(deployment)],
    volumes: flowVolumes(deployment),
  }
  const fields = {
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: selectorOf(labelled) },
      template: { metadata, spec: { ...spec, securityContext: podSecurity(FLOW_USER) } },
    },
  }
  return toObject(head, fields, {
    '': 'The Flow: engine, gateway, heads and tails, and the Pods without an image.',
    'spec/replicas': 'One, always: it holds what is in flight. Scale the Pods.',
    'spec/strategy': 'Two at a time would share the replicas between them.',
    'spec/template/metadata/annotations': 'Another flow file is another Flow: it starts anew.',
    ...under('spec/template/spec', FLOW_NOTES),
  })
}

/** What the Kubernetes Pods of a Flow have in common, but for the seconds that they get to end. */
export function podDefaults({ grace }: Pick<Deployment, 'grace'>): Data {
  return { automountServiceAccountToken: false, enableServiceLinks: false, terminationGracePeriodSeconds: grace }
}

/** The Services of the Flow: that which replicas dial, and that of clients. */
export function flowServices(deployment: Deployment): readonly NotedDocument[] {
  const labelled = labelledFlow(deployment)
  const { flow, inner } = namesOf(deployment)
  const { ports, serving } = deployment.container
  const selector = selectorOf(labelled)
  const headless = {
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    selector,
    ports: ports.map((port) => ({ name: `join-${port}`, port })),
  }
  const clients = {
    selector,
    ports: [
      { name: 'http', port: serving.http, appProtocol: serving.tls ? 'https' : 'http' },
      ...(serving.grpc === undefined ? [] : [{ name: 'grpc', port: serving.grpc, appProtocol: 'grpc' }]),
    ],
  }
  return [
    ...(ports.length === 0
      ? []
      : [
          toObject(
            { apiVersion: 'v1', kind: 'Service', name: inner, ...labelled },
            { spec: headless },
            {
              '': 'Where replicas find the Flow.',
              'spec/clusterIP': 'The address of the Flow itself: what is between would cut connections that are quiet.',
              'spec/publishNotReadyAddresses': 'The Flow is ready once replicas have joined, so they find it before.',
            },
          ),
        ]),
    toObject(
      { apiVersion: 'v1', kind: 'Service', name: flow, ...labelled },
      { spec: clients },
      {
        '': 'Where clients find the Flow. They send the token of the Secret.',
      },
    ),
  ]
}

/** Who reaches the Flow: its replicas where they join, anybody where it serves. */
export function flowPolicy(deployment: Deployment): NotedDocument {
  const labelled = labelledFlow(deployment)
  const { ports, serving } = deployment.container
  const ownPods = { podSelector: { matchLabels: { 'peaflow.flow': labelled.flow } } }
  const served = [serving.http, ...(serving.grpc === undefined ? [] : [serving.grpc])]
  const fields = {
    spec: {
      podSelector: { matchLabels: selectorOf(labelled) },
      policyTypes: ['Ingress'],
      ingress: [
        ...(ports.length === 0 ? [] : [{ from: [ownPods], ports: ports.map(toTcp) }]),
        { ports: served.map(toTcp) },
      ],
    },
  }
  const head = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name: namesOf(deployment).flow,
    ...labelled,
  }
  return toObject(head, fields, {
    'spec/ingress': 'Its replicas reach the ports at which they join, and anybody those that it serves.',
  })
}

/** How the objects of the Flow itself are labelled. */
export function labelledFlow({ name }: Deployment): Labelled {
  return { flow: name, pod: 'gateway' }
}

function toTcp(port: number): Data {
  return { protocol: 'TCP', port }
}

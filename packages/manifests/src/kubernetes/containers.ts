import { flowArguments, joinArguments } from '../deployment/arguments.ts'
import type { Deployment, PodContainers } from '../deployment/deployment.ts'
import { toDnsLabels } from '../deployment/dns-names.ts'
import { PATHS, SECRET_FILES, SELF } from '../deployment/paths.ts'
import type { Data } from '../yaml/noted.ts'
import { literal } from './literal.ts'
import { namesOf, podEnvEntry, podKeyEntry, SECRETS_FOLDER } from './names.ts'
import { flowProbes, replicaProbes } from './probes.ts'
import { PULL_POLICIES } from './pull-policies.ts'
import { resourcesOf } from './resources.ts'
import { containerSecurity, FLOW_USER } from './security.ts'

/** The container of the Flow. */
export function flowContainer(deployment: Deployment): Data {
  const { container, once } = deployment
  const { image, serving, ports } = container
  return {
    name: 'flow',
    image,
    // Otherwise an image without a tag would be pulled at each start, also one that was built here and copied to the nodes.
    imagePullPolicy: PULL_POLICIES.missing,
    command: ['peaflow'],
    args: flowArguments(deployment, SECRETS_FOLDER),
    env: [{ name: 'PEAFLOW_KEY_FILE', value: `${SECRETS_FOLDER}/${SECRET_FILES.key}` }],
    ports: once ? undefined : flowPorts({ serving, ports }),
    ...(once ? {} : flowProbes(container)),
    securityContext: containerSecurity(FLOW_USER),
    volumeMounts: [
      { name: 'flow', mountPath: PATHS.flowFile, subPath: 'flow.yml', readOnly: true },
      { name: 'secrets', mountPath: SECRETS_FOLDER, readOnly: true },
      { name: 'workspace', mountPath: PATHS.workspace },
      ...(once ? [{ name: 'input', mountPath: '/peaflow/input', readOnly: true }] : []),
    ],
  }
}

function flowPorts({ serving: { http, grpc }, ports }: Pick<Deployment['container'], 'serving' | 'ports'>): Data[] {
  return [
    { name: 'http', containerPort: http },
    ...(grpc === undefined ? [] : [{ name: 'grpc', containerPort: grpc }]),
    ...ports.map((port) => ({ name: `join-${port}`, containerPort: port })),
  ]
}

/** The volumes of the container of the Flow. */
export function flowVolumes(deployment: Deployment): readonly Data[] {
  const { flow, inner } = namesOf(deployment)
  const items = Object.keys(deployment.container.secrets).map((file) => ({ key: file, path: file }))
  return [
    { name: 'flow', configMap: { name: inner } },
    { name: 'secrets', secret: { secretName: flow, defaultMode: 0o440, items } },
    { name: 'workspace', emptyDir: {} },
    ...(deployment.once ? [{ name: 'input', configMap: { name: `${flow}-input` } }] : []),
  ]
}

/** Where a replica is among others. */
export interface ReplicaSeat {
  /** The name of the container. */
  readonly name: string
  /** The host at which it finds the Flow. */
  readonly host: string
  /** Its number, if it has one of its own. */
  readonly replicaId?: string | undefined
  /** Variables from which its arguments are made. */
  readonly variables?: readonly Data[] | undefined
  /** Put before the names of volumes of its own, where containers share a list of them. */
  readonly prefix: string
}

/** A container that joins. It opens no port. */
export function replicaContainer(deployment: Deployment, pod: PodContainers, seat: ReplicaSeat): Data {
  const { name, host, replicaId, variables = [], prefix } = seat
  const key = `${SECRETS_FOLDER}/${podKeyEntry(pod.pod)}`
  // The number of the replica is a variable, and nothing of what its author wrote is.
  const written = { ...pod, usesArgs: pod.usesArgs.map(literal) }
  return {
    name,
    image: pod.image,
    imagePullPolicy: PULL_POLICIES[pod.pull],
    command: pod.entrypoint?.map(literal),
    args: joinArguments(deployment, written, { host, key, replicaId, hasWorkspace: true }),
    env: [{ name: SELF.variable, value: SELF.path }, ...variables, ...variablesOf(deployment, pod)],
    resources: resourcesOf(pod),
    ...replicaProbes(pod),
    securityContext: containerSecurity(pod.user),
    volumeMounts: [
      { name: `${prefix}key`, mountPath: SECRETS_FOLDER, readOnly: true },
      { name: `${prefix}workspace`, mountPath: PATHS.workspace },
      ...pod.volumes.map(({ target, readOnly }, index) => ({
        name: `${prefix}volume-${index}`,
        mountPath: target,
        readOnly: readOnly || undefined,
      })),
    ],
  }
}

function variablesOf(deployment: Deployment, { pod, env, secretEnv }: PodContainers): readonly Data[] {
  const { flow } = namesOf(deployment)
  return [
    ...Object.entries(env).map(([name, value]) => ({ name, value: literal(value) })),
    ...Object.keys(secretEnv).map((name) => ({
      name,
      valueFrom: { secretKeyRef: { name: flow, key: podEnvEntry(pod, name) } },
    })),
  ]
}

/** The volumes of a replica, but for a workspace that outlives it. */
export function replicaVolumes(deployment: Deployment, pod: PodContainers, prefix: string): readonly Data[] {
  const entry = podKeyEntry(pod.pod)
  const { flow } = namesOf(deployment)
  const key = { secretName: flow, defaultMode: 0o440, items: [{ key: entry, path: entry }] }
  return [
    { name: `${prefix}key`, secret: key },
    ...(pod.isSharded && !deployment.once ? [] : [{ name: `${prefix}workspace`, emptyDir: {} }]),
    ...pod.volumes.map(({ source, readOnly }, index) => ({
      name: `${prefix}volume-${index}`,
      ...(source === undefined
        ? { emptyDir: {} }
        : { persistentVolumeClaim: { claimName: claimName(deployment, source), readOnly: readOnly || undefined } }),
    })),
  ]
}

/** The name of the claim of a volume that a flow file names. */
export function claimName({ name, pods }: Deployment, volume: string): string {
  const volumes = pods.flatMap(({ volumes }) => volumes.flatMap(({ source }) => source ?? []))
  return `${name}-${toDnsLabels([...new Set(volumes)]).get(volume)}`
}

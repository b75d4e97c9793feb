import { isVolumePath, type RestartPolicy } from '@peaflow/core'
import { droppedCapabilities } from '../deployment/capabilities.ts'
import type { Deployment, PodContainers } from '../deployment/deployment.ts'
import { FLOW_SERVICE, PATHS } from '../deployment/paths.ts'
import { toDeployment } from '../deployment/to-deployment.ts'
import { writeEnvFile } from '../input/env-file.ts'
import type { ExportedFlow, ManifestFile } from '../input/exported-flow.ts'
import { requireExportable } from '../options/find-problems.ts'
import { throwProblems } from '../options/problem.ts'
import type { Data, Notes } from '../yaml/noted.ts'
import { writeYaml } from '../yaml/write-yaml.ts'
import { escapeVariables } from './escape.ts'
import { findUnreadable } from './find-unreadable.ts'
import { inMergeOrder } from './merge-order.ts'
import { secretFiles, secretsSection } from './secret-files.ts'
import { askFlow, flowService, limitsOf, podKeyFile, podService, type Seat, seatsOf } from './services.ts'
import { mountsOf, rebase, volumesSection } from './volumes.ts'

/** Options of {@link toCompose}. */
export interface ComposeOptions {
  /**
   * The folder of the flow file, relative to that of the export.
   *
   * @defaultValue '.'
   */
  readonly directory?: string | undefined
  /**
   * The user whom the secret files belong to, as `uid:gid`: containers run as that user, so that they can read them.
   *
   * @defaultValue '1000:1000'
   */
  readonly user?: string | undefined
}

/**
 * A Flow as a file of Docker Compose, the flow file and the secrets that it names.
 *
 * @throws FlowError `CONFIG_EXPORT_NOT_IN_IMAGE` if a container does not have the code of a Pod, `CONFIG_EXPORT_OPTION` if
 * Compose cannot have an option, such as a user who could not read a secret file.
 */
export function toCompose(
  flow: ExportedFlow,
  { directory = '.', user = '1000:1000' }: ComposeOptions = {},
): readonly ManifestFile[] {
  requireExportable(flow, 'compose')
  const deployment = toDeployment(flow)
  throwProblems(findUnreadable(deployment.pods, user))
  const seats = deployment.pods.flatMap((pod) => seatsOf(pod).map((seat) => ({ pod, seat })))
  const services = seats.map(
    ({ pod, seat }) => [seat.service, inMergeOrder(replicas(deployment, pod, { seat, directory, user }))] as const,
  )
  const data = {
    services: { [FLOW_SERVICE]: inMergeOrder(gateway(deployment, user)), ...Object.fromEntries(services) },
    secrets: secretsSection(deployment),
    volumes: volumesSection(deployment),
  }
  return [
    {
      path: 'compose.yaml',
      text: writeYaml([{ data: escapeVariables(data), notes: notesOf(deployment) }]),
      isSecret: false,
    },
    // Compose 1.29 refuses `name` in its file; every version reads this.
    { path: '.env', text: `COMPOSE_PROJECT_NAME=${deployment.name}\n`, isSecret: false, isShared: true },
    { path: 'flow.yml', text: deployment.container.flowFile, isSecret: false },
    ...secretFiles(deployment, writeEnvFile),
  ]
}

function gateway(deployment: Deployment, user: string): Data {
  const { container } = deployment
  const { http, grpc } = container.serving
  return {
    ...flowService(deployment),
    // What `configs` would do, which Compose 1.29 ignores.
    volumes: [{ type: 'bind', source: './flow.yml', target: PATHS.flowFile, read_only: true }],
    user,
    cap_drop: droppedCapabilities(user),
    security_opt: ['no-new-privileges:true'],
    restart: 'on-failure',
    secrets: Object.keys(container.secrets),
    ports: [http, ...(grpc === undefined ? [] : [grpc])].map((port) => `127.0.0.1:${port}:${port}`),
    healthcheck: { test: askFlow(deployment, '/readyz'), interval: '10s', timeout: '5s', start_period: '60s' },
  }
}

interface Services {
  readonly seat: Seat
  readonly directory: string
  readonly user: string
}

function replicas(deployment: Deployment, pod: PodContainers, { seat, directory, user }: Services): Data {
  const shared = podService(deployment, pod, seat)
  const mounts = [...((shared.volumes as readonly Data[] | undefined) ?? []), ...mountsOf(pod, directory)]
  const owner = pod.user ?? user
  return {
    ...shared,
    build:
      pod.build === undefined ? undefined : rebase(isVolumePath(pod.build) ? pod.build : `./${pod.build}`, directory),
    pull_policy: pod.pull === 'missing' ? undefined : pod.pull,
    user: owner,
    cap_drop: droppedCapabilities(owner),
    security_opt: ['no-new-privileges:true'],
    restart: restartOf(pod.restart),
    secrets: [podKeyFile(pod)],
    volumes: mounts.length === 0 ? undefined : mounts,
    healthcheck: {
      test: ['CMD', 'peaflow', 'ping', '--self', '--ready'],
      interval: '10s',
      timeout: '10s',
      start_period: `${pod.readyWithin}s`,
    },
    deploy: { replicas: seat.count, resources: resources(pod) },
  }
}

function resources(pod: PodContainers): Data | undefined {
  const limits = limitsOf(pod)
  const devices = pod.gpus === undefined || pod.gpus === 0 ? undefined : [gpu(pod.gpus)]
  return limits === undefined && devices === undefined
    ? undefined
    : { limits, reservations: devices === undefined ? undefined : { devices } }
}

function gpu(count: 'all' | number): Data {
  return { driver: 'nvidia', count, capabilities: ['gpu'] }
}

function restartOf({ policy, max }: RestartPolicy): string {
  if (policy === 'never') return 'no'
  return max === undefined ? 'on-failure' : `on-failure:${max}`
}

function notesOf({ pods }: Deployment): Notes {
  const ofPods = pods.flatMap((pod) =>
    seatsOf(pod).map(({ service }): [string, string] => [
      `services/${service}`,
      pod.isSharded
        ? `A shard of the Pod ${pod.pod}: every one gets each message.`
        : `The replicas of the Pod ${pod.pod}. They dial the Flow, and open no port; --scale ${service}=N changes their number.`,
    ]),
  )
  return {
    '': 'docker compose up. What you change belongs into compose.override.yaml, which an export leaves alone.',
    [`services/${FLOW_SERVICE}`]:
      'The Flow: engine, gateway, heads and tails, and the Pods without an image. One, always.',
    [`services/${FLOW_SERVICE}/user`]: 'Secrets are files that only this user can read.',
    [`services/${FLOW_SERVICE}/ports`]: 'For this machine alone: put a proxy that ends TLS before it.',
    ...Object.fromEntries(ofPods),
  }
}

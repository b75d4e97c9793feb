import type { Deployment, PodContainers } from '../deployment/deployment.ts'
import { shortHash } from '../deployment/dns-names.ts'
import { FLOW_SERVICE, PATHS } from '../deployment/paths.ts'
import { toDeployment } from '../deployment/to-deployment.ts'
import type { ExportedFlow, ManifestFile } from '../input/exported-flow.ts'
import { requireExportable } from '../options/find-problems.ts'
import type { Data, Notes } from '../yaml/noted.ts'
import { writeYaml } from '../yaml/write-yaml.ts'
import { escapeVariables } from './escape.ts'
import { secretFiles, secretsSection, writePlain } from './secret-files.ts'
import { askStartingFlow, flowService, limitsOf, podKeyFile, podService, type Seat, seatsOf } from './services.ts'
import { mountsOf, volumesSection } from './volumes.ts'

/**
 * Swarm ends what does not answer. A check is a new process, which takes seconds to start where six encoders start at the same
 * time on two cores: 5 s and three checks ended a Flow that worked.
 */
const HEALTH_CHECKS = { interval: '10s', timeout: '30s', retries: 5 } as const

/** The user of the Pea image. */
const NODE = '1000:1000'

/**
 * A Flow as a stack file of Docker Swarm, the flow file and the secrets that it names.
 *
 * @throws FlowError `CONFIG_EXPORT_NOT_IN_IMAGE` if a container does not have the code of a Pod, `CONFIG_EXPORT_OPTION` if
 * Swarm cannot have an option.
 */
export function toSwarm(flow: ExportedFlow): readonly ManifestFile[] {
  requireExportable(flow, 'swarm')
  const deployment = toDeployment(flow)
  const seats = deployment.pods.flatMap((pod) => seatsOf(pod).map((seat) => ({ pod, seat })))
  const services = seats.map(({ pod, seat }) => [seat.service, replicas(deployment, pod, seat)] as const)
  const { flowFile } = deployment.container
  const data = {
    version: '3.9',
    services: { [FLOW_SERVICE]: gateway(deployment), ...Object.fromEntries(services) },
    configs: { flow: { name: `${deployment.name}-flow-${shortHash(flowFile)}`, file: './flow.yml' } },
    secrets: secretsSection(deployment),
    volumes: volumesSection(deployment),
  }
  return [
    {
      path: 'stack.yml',
      text: writeYaml([{ data: escapeVariables(data), notes: notesOf(deployment) }]),
      isSecret: false,
    },
    { path: 'flow.yml', text: flowFile, isSecret: false },
    ...secretFiles(deployment, writePlain),
  ]
}

function gateway(deployment: Deployment): Data {
  const { container } = deployment
  const { http, grpc } = container.serving
  return {
    ...flowService(deployment),
    configs: [{ source: 'flow', target: PATHS.flowFile }],
    secrets: Object.keys(container.secrets).map((name) => secretOf(name, NODE)),
    ports: [http, ...(grpc === undefined ? [] : [grpc])].map((port) => ({
      target: port,
      published: port,
      protocol: 'tcp',
      mode: 'host',
    })),
    healthcheck: {
      test: askStartingFlow(deployment, '/livez'),
      ...HEALTH_CHECKS,
      start_period: '1h',
    },
    deploy: {
      replicas: 1,
      endpoint_mode: 'dnsrr',
      update_config: { order: 'stop-first' },
      restart_policy: { condition: 'any' },
    },
  }
}

function replicas(deployment: Deployment, pod: PodContainers, seat: Seat): Data {
  const shared = podService(deployment, pod, seat)
  const mounts = [...((shared.volumes as readonly Data[] | undefined) ?? []), ...mountsOf(pod, '.')]
  return {
    ...shared,
    user: pod.user,
    secrets: [secretOf(podKeyFile(pod), pod.user ?? NODE)],
    volumes: mounts.length === 0 ? undefined : mounts,
    healthcheck: {
      test: ['CMD', 'peaflow', 'ping', '--self'],
      ...HEALTH_CHECKS,
      start_period: `${pod.readyWithin}s`,
    },
    deploy: {
      replicas: seat.count,
      endpoint_mode: 'dnsrr',
      update_config: { parallelism: 1, order: seat.shard === undefined ? 'start-first' : 'stop-first' },
      restart_policy: restartOf(pod),
      resources: resources(pod),
    },
  }
}

/** A secret belongs to the user of its container: Peaflow refuses keys that others can read. */
function secretOf(source: string, user: string): Data {
  const [uid = '', gid = uid] = user.split(':')
  return { source, target: source, uid, gid, mode: 0o400 }
}

function restartOf({ restart }: PodContainers): Data {
  const { policy, max } = restart
  if (policy === 'never') return { condition: 'none' }
  return max === undefined
    ? { condition: 'any' }
    : { condition: 'on-failure', max_attempts: max, window: `${restart.window}ms` }
}

function resources(pod: PodContainers): Data | undefined {
  const limits = limitsOf(pod)
  const hasGpus = typeof pod.gpus === 'number' && pod.gpus > 0
  if (limits === undefined && !hasGpus) return undefined
  const gpus = { discrete_resource_spec: { kind: 'NVIDIA-GPU', value: pod.gpus } }
  return { limits, reservations: hasGpus ? { generic_resources: [gpus] } : undefined }
}

function notesOf({ name, pods }: Deployment): Notes {
  const ofPods = pods.flatMap((pod) =>
    seatsOf(pod).flatMap(({ service }): [string, string][] => [
      [
        `services/${service}`,
        pod.isSharded
          ? `A shard of the Pod ${pod.pod}: every one gets each message.`
          : `The replicas of the Pod ${pod.pod}. They dial the Flow, and open no port; docker service scale changes their number.`,
      ],
      [
        `services/${service}/deploy/update_config/order`,
        pod.isSharded ? 'Two of one number cannot be there.' : 'One comes before one goes.',
      ],
    ]),
  )
  return {
    '': `docker stack deploy -c stack.yml ${name}`,
    [`services/${FLOW_SERVICE}`]:
      'The Flow: engine, gateway, heads and tails, and the Pods without an image. One, always.',
    [`services/${FLOW_SERVICE}/deploy/endpoint_mode`]:
      'Its own address: a virtual one cuts connections that are quiet.',
    [`services/${FLOW_SERVICE}/deploy/update_config/order`]: 'Two at a time would share the replicas between them.',
    configs: 'Swarm changes no config: another flow file has another name.',
    ...Object.fromEntries(ofPods),
  }
}

import { flowArguments, joinArguments } from '../deployment/arguments.ts'
import { droppedCapabilities } from '../deployment/capabilities.ts'
import type { Deployment, PodContainers } from '../deployment/deployment.ts'
import { FLOW_SERVICE, PATHS, SECRET_FILES, SELF } from '../deployment/paths.ts'
import type { Data } from '../yaml/noted.ts'

/** The folder of a container in which its secrets are. */
export const SECRETS_FOLDER = '/run/secrets'

/** What both kinds of files say of the service of the Flow. */
export function flowService(deployment: Deployment): Data {
  return {
    image: deployment.container.image,
    entrypoint: ['peaflow'],
    command: flowArguments(deployment, SECRETS_FOLDER),
    init: true,
    environment: { PEAFLOW_KEY_FILE: `${SECRETS_FOLDER}/${SECRET_FILES.key}` },
    stop_grace_period: `${deployment.container.grace}s`,
  }
}

/** One service of a Pod: all of its replicas, or one shard. */
export interface Seat {
  readonly service: string
  /** The number of the shard. */
  readonly shard: number | undefined
  readonly count: number
}

/** The services of a Pod: every shard is one of its own, since it has a number and a volume of its own. */
export function seatsOf({ name, isSharded, count }: PodContainers): readonly Seat[] {
  if (!isSharded) return [{ service: name, shard: undefined, count }]
  return Array.from({ length: count }, (_, shard) => ({ service: `${name}-${shard}`, shard, count: 1 }))
}

/** What both kinds of files say of a service of a Pod. */
export function podService(deployment: Deployment, pod: PodContainers, { service, shard }: Seat): Data {
  const replicaId = shard === undefined ? undefined : String(shard)
  const key = `${SECRETS_FOLDER}/${podKeyFile(pod)}`
  return {
    image: pod.image,
    entrypoint: pod.entrypoint,
    command: joinArguments(deployment, pod, { host: FLOW_SERVICE, key, replicaId, hasWorkspace: shard !== undefined }),
    init: true,
    environment: { [SELF.variable]: SELF.path, ...pod.env },
    env_file: Object.keys(pod.secretEnv).length === 0 ? undefined : [`./${podEnvFile(pod)}`],
    cap_drop: droppedCapabilities(pod.user),
    stop_grace_period: `${deployment.grace}s`,
    volumes: shard === undefined ? undefined : [{ type: 'volume', source: service, target: PATHS.workspace }],
  }
}

/** The secret with the key of a Pod, and the name of its file. */
export function podKeyFile({ name }: Pick<PodContainers, 'name'>): string {
  return `pod-${name}.key`
}

/** The file with the secret variables of a Pod. */
export function podEnvFile({ name }: Pick<PodContainers, 'name'>): string {
  return `secrets/pod-${name}.env`
}

/** The path of a secret's file in the folder of the export. */
export function secretPath(secret: string): string {
  return secret === SECRET_FILES.key ? secret : `secrets/${secret}`
}

/** The limits of a service. */
export function limitsOf({ cpus, memory }: PodContainers): Data | undefined {
  if (cpus === undefined && memory === undefined) return undefined
  return {
    cpus: cpus === undefined ? undefined : String(cpus),
    memory: memory === undefined ? undefined : `${memory}b`,
  }
}

/** Asks the server of the Flow. It may have a certificate that this machine does not trust. */
export function askFlow(deployment: Deployment, path: string): readonly string[] {
  return ['CMD', 'node', '-e', request(deployment, path, 'process.exit(1)')]
}

/**
 * Asks the server of the Flow, and before that is open, the port at which replicas join: nobody finds the name of a container
 * that is not healthy yet, and the server opens once replicas have found it.
 */
export function askStartingFlow(deployment: Deployment, path: string): readonly string[] {
  const [port] = deployment.container.ports
  if (port === undefined) return askFlow(deployment, path)
  const connect = `require('net').connect(${port}, '127.0.0.1', () => process.exit(0)).on('error', () => process.exit(1))`
  return ['CMD', 'node', '-e', request(deployment, path, connect)]
}

/** A program that ends with 0 if the answer is 200; `otherwise` is what it does if the server is not open. */
function request({ container }: Deployment, path: string, otherwise: string): string {
  const { http, tls } = container.serving
  const target = `{ host: '127.0.0.1', port: ${http}, path: '${path}', rejectUnauthorized: false }`
  const check = '(answer) => process.exit(answer.statusCode === 200 ? 0 : 1)'
  return `require('${tls ? 'https' : 'http'}').get(${target}, ${check}).on('error', () => ${otherwise})`
}

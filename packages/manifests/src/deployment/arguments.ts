import type { Deployment, PodContainers } from './deployment.ts'
import { PATHS, SECRET_FILES } from './paths.ts'

/** The arguments of `peaflow` in the container of the Flow. */
export function flowArguments({ container, once }: Deployment, secrets: string): readonly string[] {
  if (once) return ['run', PATHS.flowFile, '--input', '/peaflow/input/documents.ndjson']
  const { http, grpc, tls } = container.serving
  return [
    'up',
    PATHS.flowFile,
    '--http',
    `0.0.0.0:${http}`,
    ...(grpc === undefined ? [] : ['--grpc', `0.0.0.0:${grpc}`]),
    '--token-file',
    `${secrets}/${SECRET_FILES.token}`,
    ...(tls ? ['--tls-cert', `${secrets}/${SECRET_FILES.certificate}`] : []),
    ...(tls ? ['--tls-key', `${secrets}/${SECRET_FILES.certificateKey}`] : []),
  ]
}

/** What a replica needs to know to join. */
export interface JoinTarget {
  /** The host of the Flow. */
  readonly host: string
  /** The path of the key of the Pod. */
  readonly key: string
  /** The number of the replica, if it has one of its own. */
  readonly replicaId?: string | undefined
  /** Whether a volume for its data is mounted: at {@link PATHS.workspace}. */
  readonly hasWorkspace: boolean
}

/**
 * The arguments of a container that joins. They stand behind the entrypoint of its image, `peaflow pea` or one of its author's
 * that ends with it.
 */
export function joinArguments(deployment: Deployment, pod: PodContainers, target: JoinTarget): readonly string[] {
  const [port = 0] = deployment.container.ports
  const { host, key, replicaId, hasWorkspace } = target
  return [
    'join',
    `${host}:${port}`,
    pod.pod,
    '--key',
    key,
    ...(hasWorkspace ? ['--workspace', PATHS.workspace] : []),
    ...pod.usesArgs,
    ...(replicaId === undefined ? [] : ['--replica-id', replicaId]),
    ...(deployment.security === undefined ? [] : ['--security', deployment.security]),
    ...(deployment.once ? ['--once'] : []),
  ]
}

import type { FlowPlan } from '@peaflow/core'
import { buildFlow, type EnvFiles, type Flow } from '@peaflow/flow'
import {
  type ExportedFlow,
  findContainerPods,
  type ManifestFile,
  type Platform,
  secretsFolder,
  toCompose,
  toKubernetes,
  toSwarm,
} from '@peaflow/manifests'
import { JOIN_PORT, toContainedFlow } from './exported-flow.ts'
import { type EnvSources, splitEnv } from './secret-env.ts'

/** A Flow that was read, and all that its export depends on. */
export interface ExportRequest {
  readonly platform: Platform
  readonly flow: Flow
  readonly envFiles: EnvFiles
  readonly sources: EnvSources
  /** The image of the Flow. */
  readonly image: string
  readonly commands: ExportedFlow['commands']
  /** The secret files of the container of the Flow, by name. */
  readonly secrets: Readonly<Record<string, string>>
  /** The key of each Pod. */
  readonly keys: ReadonlyMap<string, string>
  readonly target?: string | undefined
  readonly run: boolean
  /** The folder of the flow file, relative to that of the export. */
  readonly directory: string
  /** The user who exports, as `uid:gid`; `undefined` on a system without such numbers. */
  readonly user: string | undefined
}

const HTTP_PORT = 8_080
const GRPC_PORT = 8_081

/**
 * A Flow as manifests. It reads no clock, no file and no random number: the same request gives the same files.
 *
 * @throws FlowError what a build throws, `CONFIG_EXPORT_NOT_IN_IMAGE`, `CONFIG_EXPORT_OPTION`, `CONFIG_EXPORT_TARGET`.
 */
export function renderFlow(request: ExportRequest): readonly ManifestFile[] {
  const { platform, flow, envFiles, sources, image, commands, secrets, keys, run } = request
  const plan = planOf(flow, envFiles)
  const pods = findContainerPods(plan.pods).map(({ name }) => name)
  const env = splitEnv(flow, plan, sources)
  const contained = toContainedFlow(flow, plan, {
    containers: new Set(pods),
    env,
    secrets: secretsFolder(platform),
    once: run,
  })
  const serving = { http: HTTP_PORT, grpc: flow.options.grpc === undefined ? undefined : GRPC_PORT }
  const exported: ExportedFlow = {
    plan,
    flowFile: contained.flow.toYaml(),
    image,
    ports: joinPorts(buildFlow(contained.flow, { envFiles: { ...envFiles, ...pathsOf(contained.files, platform) } })),
    serving: { ...serving, tls: flow.options.tls !== undefined },
    secrets: {
      flow: { ...secrets, ...contained.files },
      pods: Object.fromEntries(pods.map((pod) => [pod, { key: keys.get(pod) ?? '', env: env.get(pod)?.secret ?? {} }])),
    },
    commands,
    once: run,
  }
  return toFiles(exported, request)
}

function toFiles(flow: ExportedFlow, { platform, target, directory, user }: ExportRequest): readonly ManifestFile[] {
  if (platform === 'kubernetes') return toKubernetes(flow, { target })
  return platform === 'swarm' ? toSwarm(flow) : toCompose(flow, { directory, user })
}

/** The plan of a Flow as its file describes it. Which port replicas join at matters only in the exported file. */
function planOf(flow: Flow, envFiles: EnvFiles): FlowPlan {
  return buildFlow(flow, {
    envFiles,
    hostname: flow.options.hostname ?? '0.0.0.0',
    join: flow.options.join ?? JOIN_PORT,
  })
}

/** The variables that a build reads: it is handed those of files that only a container will have. */
function pathsOf(files: Readonly<Record<string, string>>, platform: Platform): EnvFiles {
  return Object.fromEntries(Object.keys(files).map((file) => [`${secretsFolder(platform)}/${file}`, {}]))
}

/** The port at which replicas enrol, and those that they dial then. */
function joinPorts({ pods, options: { join } }: FlowPlan): readonly number[] {
  const joined = pods.flatMap((pod) => pod.joined ?? [])
  if (join === undefined || joined.length === 0) return []
  const sockets = joined.flatMap(({ replica: { inputs, outputs } }) => [...inputs, ...outputs])
  return [...new Set([join.port, ...sockets.map(({ port }) => port)])].sort((one, other) => one - other)
}

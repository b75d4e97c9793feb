import { FlowError, type FlowPlan } from '@peaflow/core'
import { buildFlow, type EnvFiles, type Flow } from '@peaflow/flow'
import {
  type ExportedFlow,
  type ExportedServing,
  findContainerPods,
  type Platform,
  secretsFolder,
} from '@peaflow/manifests'
import { JOIN_PORT, toContainedFlow } from './exported-flow.ts'
import { type EnvSources, splitEnv } from './secret-env.ts'

/** A Flow that was read, and what its container depends on. */
export interface ContainRequest {
  readonly platform: Platform
  readonly flow: Flow
  readonly envFiles: EnvFiles
  readonly sources: EnvSources
  /** The image of the Flow. */
  readonly image: string
  readonly commands: ExportedFlow['commands']
  readonly run: boolean
}

/** A Flow as an export has it. */
export interface Contained {
  /** Its secrets are the variables of Pods and the files that its flow file names: it has no key, and no token. */
  readonly exported: ExportedFlow
  /** The plan of the Flow in its container, where replicas join it. */
  readonly plan: FlowPlan
}

const HTTP_PORT = 8_080
const GRPC_PORT = 8_081

/**
 * A Flow as it runs in a container, beside those of its replicas.
 *
 * @throws FlowError what a build throws, `CONFIG_EXPORT_OPTION` if replicas would join at a port of clients.
 */
export function containFlow(request: ContainRequest): Contained {
  const { platform, flow, envFiles, sources, image, commands, run } = request
  const plan = planOf(flow, envFiles)
  const pods = findContainerPods(plan.pods).map(({ name }) => name)
  const env = splitEnv(flow, plan, sources)
  const secrets = secretsFolder(platform)
  const contained = toContainedFlow(flow, plan, { containers: new Set(pods), env, secrets, once: run })
  const inside = buildFlow(contained.flow, { envFiles: { ...envFiles, ...pathsOf(contained.files, secrets) } })
  const { grpc, tls, drain } = flow.options
  const serving = { http: HTTP_PORT, grpc: grpc === undefined ? undefined : GRPC_PORT, drain, tls: tls !== undefined }
  const ports = joinPorts(inside)
  checkPorts(ports, serving)
  const exported: ExportedFlow = {
    plan,
    flowFile: contained.flow.toYaml(),
    image,
    ports,
    serving,
    secrets: {
      flow: contained.files,
      pods: Object.fromEntries(pods.map((pod) => [pod, { key: '', env: env.get(pod)?.secret ?? {} }])),
    },
    commands,
    once: run,
  }
  return { exported, plan: inside }
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
function pathsOf(files: Readonly<Record<string, string>>, folder: string): EnvFiles {
  return Object.fromEntries(Object.keys(files).map((file) => [`${folder}/${file}`, {}]))
}

/** The port at which replicas enrol, and those that they dial then. */
function joinPorts({ pods, options: { join } }: FlowPlan): readonly number[] {
  const joined = pods.flatMap((pod) => pod.joined ?? [])
  if (join === undefined || joined.length === 0) return []
  const sockets = joined.flatMap(({ replica: { inputs, outputs } }) => [...inputs, ...outputs])
  return [...new Set([join.port, ...sockets.map(({ port }) => port)])].sort((one, other) => one - other)
}

function checkPorts(ports: readonly number[], { http, grpc }: ExportedServing): void {
  const taken = ports.find((port) => port === http || port === grpc)
  if (taken === undefined) return
  const message = `replicas would join at the ports ${ports[0]} to ${ports.at(-1)}, and ${taken} is that of clients in the container`
  throw new FlowError('CONFIG_EXPORT_OPTION', message, { hint: `Choose another one: with: { join: ${JOIN_PORT} }` })
}

import type { FlowPlan } from '@peaflow/core'
import type { ExportedFlow } from '../input/exported-flow.ts'
import { mayPollAll } from '../input/polling.ts'
import { readVolume } from '../input/volumes.ts'
import { type ContainerPod, type ContainerSettings, findContainerPods } from '../options/container-settings.ts'
import type { Deployment, PodContainers } from './deployment.ts'
import { toDnsLabel, toDnsLabels } from './dns-names.ts'
import { FLOW_SERVICE } from './paths.ts'

/** Seconds that a container gets to end, beyond what a request may take. */
const END = 10

/** Milliseconds for which `up` goes on taking requests, once it is to stop, unless its flow file says so. */
const DRAIN = 2_000

/** A Flow as containers. */
export function toDeployment(flow: ExportedFlow): Deployment {
  const { plan, flowFile, image, ports, serving, secrets, once } = flow
  const pods = findContainerPods(plan.pods)
  const labels = toDnsLabels(
    pods.map(({ name }) => name),
    takenLabels(pods),
  )
  return {
    name: toDnsLabel(plan.flow),
    flow: plan.flow,
    container: { image, flowFile, ports, serving, secrets: secrets.flow, grace: graceOf(plan, serving.drain ?? DRAIN) },
    pods: pods.map((pod) => ({ ...toContainers(pod, flow), name: labels.get(pod.name) ?? pod.name })),
    grace: graceOf(plan, 0),
    once,
    security: plan.options.security,
  }
}

/** Whole seconds until a container is killed that first goes on for so many milliseconds, and then completes what it has. */
function graceOf({ options }: FlowPlan, drain: number): number {
  return Math.ceil((options.timeoutRequest + drain) / 1_000) + END
}

/** What names the Flow itself beside its Pods, and the shards of Pods, which are numbered. */
function takenLabels(pods: readonly ContainerPod[]): readonly string[] {
  const shards = pods.flatMap(({ name, settings: { polling, replicas } }) =>
    mayPollAll(polling) ? Array.from({ length: replicas }, (_, shard) => `${toDnsLabel(name)}-${shard}`) : [],
  )
  return [FLOW_SERVICE, ...shards]
}

function toContainers({ name, image, settings }: ContainerPod, flow: ExportedFlow): Omit<PodContainers, 'name'> {
  const { key = '', env: secretEnv = {} } = ownOf(flow.secrets.pods, name) ?? {}
  const { entrypoint, cpus, memory, gpus, user, pull = 'missing', restart, build, timeoutReady } = settings
  return {
    pod: name,
    image,
    entrypoint,
    usesArgs: usesArguments(settings, ownOf(flow.commands, name)),
    ...countOf(settings),
    isSharded: mayPollAll(settings.polling),
    key,
    env: without(settings.env ?? {}, secretEnv),
    secretEnv,
    volumes: settings.volumes?.map(readVolume) ?? [],
    ...{ cpus, memory, gpus, user, pull, restart, build },
    readyWithin: Math.ceil(timeoutReady / 1_000),
  }
}

/** A Pod with a range of replicas begins with the least of them, but one at least: autoscalers never start the first one. */
function countOf({ joins, replicas }: ContainerSettings): Pick<PodContainers, 'count' | 'range'> {
  if (joins === undefined) return { count: replicas, range: undefined }
  const min = Math.max(joins.min, 1)
  return { count: min, range: { min, max: replicas } }
}

/** The image has an executor of its own, unless the Pod says what it runs. An entrypoint of the Pod leaves out `CMD`. */
function usesArguments({ uses, entrypoint }: ContainerSettings, command: readonly string[] = []): readonly string[] {
  if (typeof uses === 'string' && uses !== '_pass') return ['--uses', uses]
  return entrypoint === undefined ? command : []
}

/** A Pod may be named `constructor`. */
function ownOf<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}

function without(
  env: Readonly<Record<string, string>>,
  secret: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !Object.hasOwn(secret, name)))
}

import { type ContainerOptions, type LinkEnd, machineOf, type PeaPlan, type PeaRole, type Uses } from '@peaflow/core'
import { engineAddress } from '../settings/engine-address.ts'
import type { PodSettings } from '../settings/pod-settings.ts'
import type { Shape } from './expand.ts'
import { type GraphPod, isGateway } from './graph.ts'
import type { InputDraft, OutputDraft, PeaDraft, PodPeas } from './pea-draft.ts'
import { mayPollAll } from './prune.ts'

/** Where the Flow runs, and how Peas reach it. */
export interface FlowContext {
  /** The address by which other machines dial the machine of the Flow. */
  readonly hostname: string | undefined
  /** How a Pea reaches the Flow. */
  readonly controlOf: (end: LinkEnd) => PeaPlan['control']
}

/** Makes the Peas of a Pod, without their sockets. */
export function makePeas(pod: GraphPod, shape: Shape, flow: FlowContext): PodPeas {
  if (isGateway(pod)) {
    return { head: undefined, replicas: [besideFlow({ pod, role: 'gateway', flow })], tail: undefined }
  }
  return {
    head: shape.head ? besideFlow({ pod, role: 'head', flow }) : undefined,
    replicas: makeReplicas(pod, shape, flow),
    tail: shape.tail ? besideFlow({ pod, role: 'tail', flow }) : undefined,
  }
}

const BUILT_IN_RUNTIMES: ReadonlySet<string> = new Set(['process', 'thread', 'inline'])

function makeReplicas(pod: GraphPod, shape: Shape, flow: FlowContext): readonly PeaDraft[] {
  const { settings } = pod
  const machines = machinesOf(settings)
  const containers = machines.map((machine) => containerOf(settings, machine))
  const expects = shape.head ? 1 : pod.ins.length
  const make = (replicaId: number): PeaDraft => {
    const machineIndex = replicaId % machines.length
    const host = machines[machineIndex] ?? null
    const engine = containers[machineIndex]?.dockerHost
    const end = replicaEnd(`${pod.name}/${replicaId}`, host, { settings, hostname: flow.hostname, engine })
    const ordinal = ordinalOf(replicaId, machines)
    return draftOf({
      pod,
      role: 'replica',
      end,
      ordinal,
      replicaId,
      expects,
      container: containers[machineIndex],
      flow,
    })
  }
  return settings.replicas === 1 ? [make(0)] : Array.from({ length: settings.replicas }, (_, id) => make(id))
}

/** How many replicas precede one on its machine. */
function ordinalOf(replicaId: number, machines: readonly (string | null)[]): number {
  const round = Math.floor(replicaId / machines.length)
  if (machines.length === 1) return round
  const own = machines[replicaId % machines.length]
  const isOwn = (machine: string | null): boolean => machine === own
  const earlier = machines.slice(0, replicaId % machines.length).filter(isOwn).length
  return round * machines.filter(isOwn).length + earlier
}

/** Makes a head, a tail or the gateway, which run on the machine of the Flow and outside containers. */
function besideFlow({ pod, role, flow }: Pick<Draft, 'pod' | 'role' | 'flow'>): PeaDraft {
  const id = role === 'gateway' ? pod.name : `${pod.name}/${role}`
  const { hostname } = flow
  const end: LinkEnd = hostname === undefined ? { name: id, host: null } : { name: id, host: null, hostname }
  const expects = role === 'tail' ? shardsOf(pod.settings) : pod.ins.length
  return draftOf({ pod, role, end, ordinal: 0, replicaId: 0, expects, container: undefined, flow })
}

/** How many answers a tail joins for each request. */
function shardsOf({ polling, replicas }: PodSettings): number {
  return mayPollAll(polling) ? replicas : 1
}

function replicaEnd(name: string, host: string | null, { settings, hostname, engine }: EndOptions): LinkEnd {
  const { image, external } = settings
  const end: { -readonly [Key in keyof LinkEnd]: LinkEnd[Key] } = { name, host }
  if (host === null && hostname !== undefined) end.hostname = hostname
  if (image !== undefined) end.image = image
  if (external === true) end.external = true
  if (engine !== undefined) end.engine = engine
  return end
}

interface EndOptions {
  readonly settings: PodSettings
  readonly hostname: string | undefined
  /** The address of the Engine that runs the container. */
  readonly engine: string | undefined
}

interface Draft {
  readonly pod: GraphPod
  readonly role: PeaRole
  readonly end: LinkEnd
  readonly ordinal: number
  readonly replicaId: number
  readonly expects: number
  readonly container: ContainerOptions | undefined
  readonly flow: FlowContext
}

function draftOf({ pod, role, end, ordinal, replicaId, expects, container, flow }: Draft): PeaDraft {
  const { settings } = pod
  const inputs: InputDraft[] = []
  const outputs: OutputDraft[] = []
  const uses = usesOf(settings, role)
  const isReplica = role === 'replica'
  const plan: { -readonly [Key in keyof PeaPlan]: PeaPlan[Key] } = {
    id: end.name,
    pod: pod.name,
    role,
    replicaId,
    replicas: settings.replicas,
    runtime: runtimeOf(settings, role),
    host: end.host ?? null,
    expects,
    uses,
    with: (isReplica ? settings.with : undefined) ?? NO_ARGUMENTS,
    concurrency: settings.concurrency,
    timeoutReady: settings.timeoutReady,
    timeoutAlive: settings.timeoutAlive,
    restart: settings.restart,
    inputs,
    outputs,
    control: flow.controlOf(end),
  }
  if (end.image !== undefined) plan.image = end.image
  if (end.hostname !== undefined) plan.hostname = end.hostname
  if (end.external === true) plan.external = true
  if (isReplica && settings.prefetch !== undefined) plan.prefetch = settings.prefetch
  if (settings.timeoutRequest !== undefined && runsUserCode(end, uses)) plan.timeoutRequest = settings.timeoutRequest
  if (role !== 'gateway') plan.workspace = `${settings.workspace}/${isReplica ? replicaId : role}`
  addEnvironment(plan, settings)
  if (container !== undefined) plan.container = container
  if (pod.side) plan.side = true
  return { pod, role, end, ordinal, plan, inputs, outputs }
}

/** Heads and tails of a container run beside the Flow, where its variables do not belong. */
function addEnvironment(plan: { env?: PeaPlan['env']; readonly role: PeaRole }, settings: PodSettings): void {
  const { env, runtime, image, external } = settings
  if (env === undefined || runtime !== 'process' || image !== undefined) return
  if (external !== true && plan.role !== 'gateway') plan.env = env
}

const NO_ARGUMENTS = {}

function usesOf(settings: PodSettings, role: PeaRole): Uses {
  if (role === 'replica') return settings.uses
  if (role === 'head') return settings.usesBefore ?? '_pass'
  if (role === 'tail') return settings.usesAfter ?? (mayPollAll(settings.polling) ? '_merge' : '_pass')
  return '_pass'
}

/** Heads and tails of containers and of runtimes from other packages run as processes. */
function runtimeOf({ runtime }: PodSettings, role: PeaRole): string {
  if (role === 'replica' || BUILT_IN_RUNTIMES.has(runtime)) return runtime
  return 'process'
}

/** An image or an external Pea may run any code, whatever `uses` says. */
function runsUserCode({ image, external }: LinkEnd, uses: Uses): boolean {
  return image !== undefined || external === true || typeof uses !== 'string' || !uses.startsWith('_')
}

function machinesOf({ host }: PodSettings): readonly (string | null)[] {
  return host === undefined || host.length === 0 ? THIS_MACHINE : host.map((one) => machineOf({ host: one }))
}

const THIS_MACHINE = [null]

function containerOf(settings: PodSettings, machine: string | null): ContainerOptions | undefined {
  if (settings.image === undefined && BUILT_IN_RUNTIMES.has(settings.runtime)) return undefined
  const { pull, build, entrypoint, volumes, env, gpus, docker, memory, cpus, user, external } = settings
  const usesEngine = settings.runtime === 'docker' && external !== true
  const dockerHost = usesEngine ? engineAddress(machine, settings.dockerHost) : settings.dockerHost
  const container: { -readonly [Key in keyof ContainerOptions]: ContainerOptions[Key] } = { pull }
  if (build !== undefined) container.build = build
  if (entrypoint !== undefined) container.entrypoint = entrypoint
  if (volumes !== undefined) container.volumes = volumes
  if (env !== undefined) container.env = env
  if (gpus !== undefined) container.gpus = gpus
  if (dockerHost !== undefined) container.dockerHost = dockerHost
  if (docker !== undefined) container.docker = docker
  if (memory !== undefined) container.memory = memory
  if (cpus !== undefined) container.cpus = cpus
  if (user !== undefined) container.user = user
  return container
}

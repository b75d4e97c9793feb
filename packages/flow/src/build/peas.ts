import {
  type ContainerOptions,
  isJoined,
  JOIN_RUNTIME,
  type LinkEnd,
  type PeaPlan,
  type PeaRole,
  type Uses,
} from '@peaflow/core'
import { mayPollAll } from '../options/polling.ts'
import type { PodSettings } from '../settings/pod-settings.ts'
import { BUILT_IN_RUNTIMES, containerOf } from './container.ts'
import type { Shape } from './expand.ts'
import { type GraphPod, isGateway } from './graph.ts'
import { machinesOf, ordinalOf } from './machines.ts'
import type { Growing, InputDraft, OutputDraft, PeaDraft, PodPeas } from './pea-draft.ts'
import { runsUserCode, stagePlans } from './stage-plans.ts'

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
  if (settings.joins !== undefined) return [make(0)]
  return settings.replicas === 1 ? [make(0)] : Array.from({ length: settings.replicas }, (_, id) => make(id))
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
  const { image, external, joins } = settings
  const end: Growing<LinkEnd> = { name, host }
  // What it dials is known where it is started.
  if (joins !== undefined) return end
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
  const plan: Growing<PeaPlan> = {
    id: end.name,
    pod: pod.name,
    role,
    replicaId,
    replicas: settings.replicas,
    runtime: runtimeOf(settings, role),
    host: end.host ?? null,
    expects,
    uses,
    with: (isReplica ? settings.with : undefined) ?? {},
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
  if (isReplica) addLimits(plan, settings)
  addPython(plan, settings)
  addCalls(plan, pod, end)
  if (role !== 'gateway') plan.workspace = `${settings.workspace}/${isReplica ? replicaId : role}`
  addEnvironment(plan, settings)
  if (container !== undefined) plan.container = container
  if (pod.side) plan.side = true
  return { pod, role, end, ordinal, plan, inputs, outputs }
}

/** How many requests a replica holds and how their documents go into calls, where that is not by default. */
function addLimits(plan: Growing<PeaPlan>, { batch, collect, prefetch }: PodSettings): void {
  if (batch !== undefined) plan.batch = batch
  if (collect === true) plan.collect = true
  if (prefetch !== undefined) plan.prefetch = prefetch
}

/** The interpreter, where there is an executor that may need it. */
function addPython(plan: Growing<PeaPlan>, { python }: PodSettings): void {
  if (python !== undefined && typeof plan.uses === 'string' && !plan.uses.startsWith('_')) plan.python = python
}

/** What a replica calls one after another, and how long a call may take. */
function addCalls(plan: Growing<PeaPlan>, { settings, stages }: GraphPod, end: LinkEnd): void {
  const { role, replicaId, uses } = plan
  const { timeoutRequest } = settings
  if (role === 'replica' && stages !== undefined) plan.stages = stagePlans(stages, end, replicaId)
  else if (timeoutRequest !== undefined && (runsUserCode(end, uses) || isJoined(plan)))
    plan.timeoutRequest = timeoutRequest
}

/** Heads and tails of a container run beside the Flow, where its variables do not belong. */
function addEnvironment(plan: { env?: PeaPlan['env']; readonly role: PeaRole }, settings: PodSettings): void {
  const { env, runtime, image, external } = settings
  if (env === undefined || runtime !== 'process' || image !== undefined) return
  if (external !== true && plan.role !== 'gateway') plan.env = env
}

function usesOf(settings: PodSettings, role: PeaRole): Uses {
  if (role === 'replica') return settings.uses
  if (role === 'head') return settings.usesBefore ?? '_pass'
  if (role === 'tail') return settings.usesAfter ?? (mayPollAll(settings.polling) ? '_merge' : '_pass')
  return '_pass'
}

/** Heads and tails of containers and of runtimes from other packages run as processes. */
function runtimeOf({ runtime, joins }: PodSettings, role: PeaRole): string {
  if (role === 'replica' && joins !== undefined) return JOIN_RUNTIME
  if (role === 'replica' || BUILT_IN_RUNTIMES.has(runtime)) return runtime
  return 'process'
}

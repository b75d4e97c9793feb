import type { FlowPlan, Polling } from '@peaflow/core'
import { Flow, type FlowOptions, type Pod, type PodOptions } from '@peaflow/flow'
import { mayPollAll, POD_OPTION_RULES, toDnsLabels, writeEnvFile } from '@peaflow/manifests'
import type { SplitEnv } from './secret-env.ts'

/** The port at which replicas join an exported Flow, unless its file names one. */
export const JOIN_PORT = 7_000

/** The most replicas that may join a Pod. */
const MOST_REPLICAS = 256

const WORKSPACE = '/peaflow/workspace'

/** Options of a Flow that say how it runs on this machine; in a container, they are arguments or the container's own. */
export const OF_THIS_MACHINE = [
  'bind',
  'hostname',
  'key',
  'http',
  'grpc',
  'token',
  'tls',
  'env',
  'envFile',
  'volumes',
  'dockerHost',
  'pull',
] as const

/** A Flow as its exported file describes it, and the secret files that the file names. */
export interface ContainedFlow {
  readonly flow: Flow
  /** By their names. */
  readonly files: Readonly<Record<string, string>>
}

/** What the container of a Flow needs to know of it. */
export interface ContainedOptions {
  /** The Pods whose replicas are containers that join. */
  readonly containers: ReadonlySet<string>
  readonly env: ReadonlyMap<string, SplitEnv>
  /** The folder of the container in which secret files are. */
  readonly secrets: string
  /** Whether the Flow runs once: then all replicas are there from the beginning. */
  readonly once: boolean
}

/** The Flow as it runs in a container of its own, beside containers that join it. */
export function toContainedFlow(flow: Flow, plan: FlowPlan, options: ContainedOptions): ContainedFlow {
  const { containers, env, secrets, once } = options
  const inside = flow.pods.filter(({ name }) => !containers.has(name))
  const labels = toDnsLabels(inside.map(({ name }) => name))
  // The files of Pods with an image begin otherwise.
  const fileOf = (pod: string) => `flow-${labels.get(pod)}.env`
  const files = inside.flatMap(({ name }) => {
    const secret = Object.entries(env.get(name)?.secret ?? {})
    return secret.length === 0 ? [] : [[fileOf(name), writeEnvFile(Object.fromEntries(secret))] as const]
  })
  const named = new Set(files.map(([file]) => file))
  const rows = new Map(plan.pods.map(({ name, options: row }) => [name, row]))
  const empty = new Flow({
    ...withoutMachine(flow.options),
    // At any address of its container: those of this machine are not there.
    join: plan.options.join?.port ?? JOIN_PORT,
    workspace: WORKSPACE,
  })
  const contained = flow.pods.reduce((before, pod) => {
    const own = containers.has(pod.name)
      ? joiningOptions(pod, { row: rows.get(pod.name) ?? {}, once })
      : insideOptions(pod, {
          open: env.get(pod.name)?.open,
          file: named.has(fileOf(pod.name)) ? `${secrets}/${fileOf(pod.name)}` : undefined,
        })
    return before.add({ ...own, name: pod.name, needs: pod.edges.needs ?? [pod.after], sendTo: pod.edges.sendTo })
  }, empty)
  return { flow: flow.pods.length === 0 ? contained : contained.last(flow.insertion), files: Object.fromEntries(files) }
}

function withoutMachine(options: FlowOptions): FlowOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([option]) => !OF_THIS_MACHINE.some((own) => own === option)),
  )
}

interface Joining {
  /** The resolved options of the Pod. */
  readonly row: Readonly<Record<string, unknown>>
  readonly once: boolean
}

/** What the Flow has to know of replicas that join it: the rest are fields of their containers. */
function joiningOptions({ options }: Pod, joining: Joining): PodOptions {
  const own = Object.entries(options).filter(([option]) => {
    const { becomes } = POD_OPTION_RULES[option] ?? { becomes: 'flow' }
    return becomes === 'flow' || becomes === 'both'
  })
  return { ...Object.fromEntries(own), replicas: rangeOf(options, joining) }
}

/** Every shard has to be there; of other replicas one is enough to begin. */
function rangeOf({ replicas }: Pod['options'], { row, once }: Joining): PodOptions['replicas'] {
  if (typeof replicas === 'object') return replicas
  const count = Number(row.replicas)
  return once || mayPollAll(row.polling as Polling)
    ? { min: count, max: count }
    : { min: 1, max: Math.max(count, MOST_REPLICAS) }
}

interface InsideEnv {
  readonly open: Readonly<Record<string, string>> | undefined
  /** The path of the file with the secret variables, if there are any. */
  readonly file: string | undefined
}

function insideOptions({ options }: Pod, { open = {}, file }: InsideEnv): PodOptions {
  const { workspace: _w, env: _e, envFile: _f, ...rest } = options
  const hasOpen = Object.keys(open).length > 0
  return { ...rest, ...(hasOpen && { env: open }), ...(file !== undefined && { envFile: file }) }
}

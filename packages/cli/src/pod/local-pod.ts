import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { FlowError, type FlowPlan, machineOf, nearest, type PeaPlan } from '@peaflow/core'
import type { Flow } from '@peaflow/flow'
import { KEY_FILE, readPodKey } from '@peaflow/protocol'
import { buildHere, loadFlow } from '../flow-file/load.ts'
import type { ReportStyle } from '../report/fail.ts'
import { reportWarnings } from '../screen/load-reported.ts'
import { findMachine, type Machine } from './machine.ts'
import type { MachineOptions } from './options.ts'
import { findPorts, type PodPorts } from './ports.ts'

/** An external Pod of a flow file. */
export interface PodTarget extends MachineOptions {
  readonly file: string
  readonly name: string
}

/** What an external Pod runs on this machine. */
export interface LocalPod {
  readonly plan: FlowPlan
  readonly peas: readonly PeaPlan[]
  readonly ports: PodPorts
  readonly machine: Machine
  /** The absolute folder that relative paths start from. */
  readonly directory: string
  /** The key of the Pod, as hexadecimal digits. */
  readonly key: string | undefined
  readonly insecure: boolean
}

/**
 * Reads a flow file, and finds which Peas of an external Pod run on this machine, and at which ports.
 *
 * @throws FlowError `CONFIG_POD` if the file has no such Pod, or it is not external; `CONFIG_POD_HOST` if it has several
 * hosts and none is this machine; `CONFIG_KEY` if its key cannot be read; all mistakes of the file.
 */
export async function loadLocalPod(target: PodTarget, style: ReportStyle): Promise<LocalPod> {
  const { flow, warnings, directory } = await loadFlow(target.file)
  reportWarnings(warnings, style)
  const { portIn, portOut, portControl } = findPod(flow, target)
  const counted = await buildHere(flow, undefined, directory)
  const machine = await findMachine(replicasOf(counted, target.name), target)
  const ports = await findPorts(peasOfFullest(counted, target.name), { portIn, portOut, portControl }, machine.bind)
  const plan = await buildHere(flow.set(target.name, ports), undefined, directory)
  const key = findKey(target, plan.options.key && resolve(directory, plan.options.key))
  const { insecure = false } = target
  return { plan, peas: peasAt(plan, target.name, machine), ports, machine, directory, key, insecure }
}

/** A machine that runs a Pod need not have the key of the Flow that the file names. */
function findKey({ key, name }: PodTarget, ofFlow: string | undefined): string | undefined {
  const file = key || process.env[KEY_FILE] || (ofFlow !== undefined && existsSync(ofFlow) ? ofFlow : undefined)
  return file === undefined ? undefined : readPodKey(file, name)
}

function findPod({ pods }: Flow, { file, name }: PodTarget): Flow['pods'][number]['options'] {
  const pod = pods.find((one) => one.name === name)
  if (pod?.options.external === true) return pod.options
  const names = pods.filter(({ options }) => options.external === true).map((one) => one.name)
  if (pod !== undefined) {
    throw new FlowError('CONFIG_POD', `"${name}" is not external: the Flow starts it itself`, {
      hint: `Write \`external: true\` in ${file} to start it by hand`,
    })
  }
  const meant = nearest(name, names)
  const others = names.length === 0 ? 'It has no external Pod' : `Its external Pods: ${names.join(', ')}`
  throw new FlowError('CONFIG_POD', `"${name}" is not a Pod of ${file}`, {
    hint: meant === undefined ? others : `Did you mean ${meant}?`,
  })
}

function replicasOf({ peas }: FlowPlan, name: string): readonly PeaPlan[] {
  return peas.filter(({ pod, role }) => pod === name && role === 'replica')
}

/** The Peas on the host that has the most of them, whose ports are enough for every host. */
function peasOfFullest(plan: FlowPlan, name: string): readonly PeaPlan[] {
  const perHost = new Map<string | null, PeaPlan[]>()
  for (const pea of replicasOf(plan, name)) {
    const peas = perHost.get(machineOf(pea)) ?? []
    perHost.set(machineOf(pea), peas)
    peas.push(pea)
  }
  return [...perHost.values()].reduce((most, some) => (some.length > most.length ? some : most), [])
}

function peasAt(plan: FlowPlan, name: string, { host }: Machine): readonly PeaPlan[] {
  return replicasOf(plan, name).filter((pea) => machineOf(pea) === host)
}

import { FlowError, type FlowPlan, machineOf, nearest, type PeaPlan } from '@peaflow/core'
import type { Flow } from '@peaflow/flow'
import { buildHere, openFlow, requireFlow } from '../flow-file/load.ts'
import { fromProblem } from '../report/diagnosis.ts'
import { type ReportStyle, report } from '../report/fail.ts'
import { findPorts, type PodPorts } from './ports.ts'
import { findSite, type Site, type SiteOptions } from './site.ts'

/** Which external Pod of which flow file. */
export interface PodTarget extends SiteOptions {
  readonly file: string
  readonly name: string
}

/** The part of a Flow that an external Pod has on this machine. */
export interface PodPart {
  readonly plan: FlowPlan
  readonly peas: readonly PeaPlan[]
  readonly ports: PodPorts
  readonly site: Site
  /** The absolute folder that relative paths are relative to. */
  readonly directory: string
}

/**
 * Reads a flow file, and finds what of an external Pod is to run on this machine, and at which ports.
 *
 * @throws FlowError `CONFIG_POD` if the file has no such Pod, or it is not external; `CONFIG_POD_HOST` if it has several
 * hosts and none is this machine; and what is wrong with the file.
 */
export async function loadPart(target: PodTarget, style: ReportStyle): Promise<PodPart> {
  const { flow, warnings, directory } = requireFlow(await openFlow(target.file))
  report(
    warnings.map((warning) => fromProblem(warning, 'warning')),
    style,
  )
  const { portIn, portOut, portControl } = findPod(flow, target)
  const counted = await buildHere(flow)
  const site = await findSite(replicasOf(counted, target.name), target)
  const ports = await findPorts(peasOfFullest(counted, target.name), { portIn, portOut, portControl }, site.bind)
  const plan = await buildHere(flow.set(target.name, ports))
  return { plan, peas: peasAt(plan, target.name, site), ports, site, directory }
}

function findPod({ pods }: Flow, { file, name }: PodTarget): Flow['pods'][number]['options'] {
  const pod = pods.find((one) => one.name === name)
  if (pod?.options.external === true) return pod.options
  const names = pods.filter(({ options }) => options.external === true).map((one) => one.name)
  if (pod !== undefined) {
    throw new FlowError('CONFIG_POD', `"${name}" is not external: the Flow starts it itself`, {
      hint: `Say \`external: true\` in ${file} to start it by hand`,
    })
  }
  const meant = nearest(name, names)
  const others = names.length === 0 ? 'It has no external Pod' : `Its external Pods: ${names.join(', ')}`
  throw new FlowError('CONFIG_POD', `"${name}" is no Pod of ${file}`, {
    hint: meant === undefined ? others : `Did you mean ${meant}?`,
  })
}

function replicasOf({ peas }: FlowPlan, name: string): readonly PeaPlan[] {
  return peas.filter(({ pod, role }) => pod === name && role === 'replica')
}

/** The Peas on the host that has the most of them: the ports that they need are those of every host. */
function peasOfFullest(plan: FlowPlan, name: string): readonly PeaPlan[] {
  const perHost = new Map<string | null, PeaPlan[]>()
  for (const pea of replicasOf(plan, name)) {
    const peas = perHost.get(machineOf(pea)) ?? []
    perHost.set(machineOf(pea), peas)
    peas.push(pea)
  }
  return [...perHost.values()].reduce((most, some) => (some.length > most.length ? some : most), [])
}

function peasAt(plan: FlowPlan, name: string, { host }: Site): readonly PeaPlan[] {
  return replicasOf(plan, name).filter((pea) => machineOf(pea) === host)
}

import { FlowError, type FlowPlan, machineOf, type PeaPlan, type SocketPlan } from '@peaflow/core'
import { assemble, type PortSourceMaker } from '../build/assemble.ts'
import { toBlueprint } from '../build/blueprint.ts'
import { socketName } from '../build/edge-ports.ts'
import { countingPorts, type PortNeed } from '../build/ports.ts'
import { mayPollAll } from '../build/prune.ts'
import { type NamedPods, suggestName } from '../builder/names.ts'
import type { PodSettings } from '../settings/pod-settings.ts'

/**
 * Plans a Flow anew with another number of replicas for one Pod. Pure, and from the plan alone; every socket that is
 * in both plans keeps its port.
 *
 * @throws FlowError `TOPOLOGY_UNKNOWN_POD`, `TOPOLOGY_SCALE` if the Pod is external or polls all, `CONFIG_OPTION` if
 * `replicas` is no whole number from 1, and what {@link buildFlow} throws.
 */
export function scalePlan(plan: FlowPlan, pod: string, replicas: number): FlowPlan {
  const blueprint = toBlueprint(plan)
  const place = blueprint.names.indexOf(pod)
  const settings = blueprint.settings[place]
  if (settings === undefined) throw unknownPod(pod, blueprint.places)
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > 65_535) throw badNumber(pod, replicas)
  if (settings.replicas === replicas) return plan
  throwUnscalable(pod, settings)
  const changed = blueprint.settings.with(place, { ...settings, replicas })
  return assemble({ ...blueprint, settings: changed }, keptPorts(plan))
}

/** The ports of a plan, for the sockets that a new plan shares with it; a new socket gets one that no old one has. */
function keptPorts(plan: FlowPlan): PortSourceMaker {
  const kept = new Map<string, number>([['flow control', plan.options.control.port]])
  const taken = new Set([placeOf(null, plan.options.control.port)])
  for (const pea of plan.peas) {
    if (pea.control.mode === 'BIND') kept.set(`${pea.id} control`, pea.control.port)
    taken.add(placeOf(machineOf(pea), pea.control.mode === 'BIND' ? pea.control.port : 0))
    for (const { socket, port } of boundBy(pea)) {
      kept.set(`${pea.id} ${socket}`, port)
      taken.add(placeOf(machineOf(pea), port))
    }
  }
  return (byHand) => {
    const fresh = countingPorts((machine, port) => byHand.has(port) || taken.has(placeOf(machine, port)))
    return (need: PortNeed) => kept.get(`${need.pea} ${need.socket()}`) ?? fresh(need)
  }
}

interface Bound {
  readonly socket: string
  readonly port: number
}

function boundBy({ pod, inputs, outputs }: PeaPlan): readonly Bound[] {
  const isBound = ({ mode }: SocketPlan): boolean => mode === 'BIND'
  return [
    ...inputs
      .filter(isBound)
      .map(({ from, edge, port }) => ({ socket: socketName('in', { from, to: pod, index: edge }), port })),
    ...outputs
      .filter(isBound)
      .map(({ to, edge, port }) => ({ socket: socketName('out', { from: pod, to, index: edge }), port })),
  ]
}

function placeOf(machine: string | null, port: number): string {
  return `${machine ?? ''}:${port}`
}

function throwUnscalable(name: string, settings: PodSettings): void {
  if (settings.external === true) {
    throw new FlowError(
      'TOPOLOGY_SCALE',
      `"${name}" is external: Peaflow did not start it, and cannot start more of it`,
      {
        hint: 'Start more of it there, say so with `replicas` and `host`, and start the Flow again',
      },
    )
  }
  if (mayPollAll(settings.polling)) {
    throw new FlowError(
      'TOPOLOGY_SCALE',
      `"${name}" has polling all: each of its replicas holds a part of the whole, which another number would deal out anew`,
      { hint: 'Stop the Flow, change `replicas`, and start it again' },
    )
  }
}

function unknownPod(pod: string, pods: NamedPods): FlowError {
  return new FlowError('TOPOLOGY_UNKNOWN_POD', `there is no Pod "${pod}" in this Flow`, {
    hint: suggestName(pod, pods),
  })
}

function badNumber(pod: string, replicas: number): FlowError {
  return new FlowError(
    'CONFIG_OPTION',
    `Pod "${pod}": replicas: expected a whole number from 1 to 65535, got ${replicas}`,
  )
}

import { FlowError, type FlowPlan, machineOf, namesakes, type PeaPlan, type SocketMode } from '@peaflow/core'
import { assemble, type PortSourceMaker } from '../build/assemble.ts'
import { toBlueprint } from '../build/blueprint.ts'
import { socketName } from '../build/edge-ports.ts'
import { countingPorts } from '../build/ports.ts'
import { type NamedPods, suggestName } from '../options/names.ts'
import { mayPollAll } from '../options/polling.ts'
import type { PodSettings } from '../settings/pod-settings.ts'

/**
 * Plans a Flow again with another number of replicas for one Pod, and for the Pods of its group. It is pure and needs only
 * the plan. Every socket that is in both plans keeps its port.
 *
 * @throws FlowError `TOPOLOGY_UNKNOWN_POD`, `TOPOLOGY_SCALE` if the Pod is external or polls all, `CONFIG_OPTION` if
 * `replicas` is not a whole number from 1, and what {@link buildFlow} throws.
 */
export function scalePlan(plan: FlowPlan, pod: string, replicas: number): FlowPlan {
  const blueprint = toBlueprint(plan)
  const position = blueprint.names.indexOf(pod)
  const settings = blueprint.settings[position]
  if (settings === undefined) throw unknownPod(pod, blueprint.positions)
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > 65_535) throw badNumber(pod, replicas)
  if (settings.replicas === replicas && settings.joins === undefined) return plan
  throwUnscalable(pod, settings)
  // The Pods of a group share their Peas.
  const changed = blueprint.settings.map((one) => {
    const isScaled = one === settings || (one.group !== undefined && one.group === settings.group)
    return isScaled ? { ...one, replicas } : one
  })
  return assemble({ ...blueprint, settings: changed }, retainedPorts(plan))
}

/** The ports of a plan, for the sockets that it shares with a new plan. A new socket gets a port that no old one has. */
function retainedPorts(plan: FlowPlan): PortSourceMaker {
  const pods = namesakes(plan)
  const bound = [
    { pea: 'flow', socket: 'control', machine: null, port: plan.options.control.port },
    ...plan.peas.flatMap((pea) => boundBy(pea, pods)),
  ]
  const retained = new Map(bound.map(({ pea, socket, port }) => [`${pea} ${socket}`, port]))
  const taken = new Set(bound.map(({ machine, port }) => portKey(machine, port)))
  return (byHand) => {
    const fresh = countingPorts((machine, port) => byHand.has(port) || taken.has(portKey(machine, port)))
    return (need) => retained.get(`${need.pea} ${need.socket()}`) ?? fresh(need)
  }
}

interface Bound {
  readonly pea: string
  readonly socket: string
  readonly machine: string | null
  readonly port: number
}

function boundBy(pea: PeaPlan, pods: ReadonlyMap<string, string>): readonly Bound[] {
  const { id, pod, inputs, outputs, control } = pea
  const machine = machineOf(pea)
  const isBound = ({ mode }: { readonly mode: SocketMode }): boolean => mode === 'BIND'
  const bound = (socket: string, port: number): Bound => ({ pea: id, socket, machine, port })
  return [
    ...inputs
      .filter(isBound)
      .map(({ from, edge, port }) =>
        bound(socketName('in', { from: pods.get(from) ?? from, to: pod, index: edge }), port),
      ),
    ...outputs
      .filter(isBound)
      .map(({ to, edge, port }) => bound(socketName('out', { from: pod, to, index: edge }), port)),
    ...(isBound(control) ? [bound('control', control.port)] : []),
  ]
}

function portKey(machine: string | null, port: number): string {
  return `${machine ?? ''}:${port}`
}

function throwUnscalable(name: string, settings: PodSettings): void {
  if (settings.joins !== undefined) {
    throw new FlowError(
      'TOPOLOGY_SCALE',
      `the replicas of "${name}" come by peaflow join: how many there are is decided where they are started`,
      {
        hint: `Scale them there: kubectl scale deployment ${name} --replicas=5, docker service scale ${name}=5, or another peaflow join`,
      },
    )
  }
  if (settings.external === true) {
    throw new FlowError(
      'TOPOLOGY_SCALE',
      `"${name}" is external: Peaflow did not start it and cannot start more of it`,
      {
        hint: 'Start more of it there, set `replicas` and `host` to match, and start the Flow again',
      },
    )
  }
  if (mayPollAll(settings.polling)) {
    throw new FlowError(
      'TOPOLOGY_SCALE',
      `"${name}" has polling all: each of its replicas holds a share of the data, and another number would divide it differently`,
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

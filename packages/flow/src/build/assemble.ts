import type { FlowPlan, JoinedPlan, LinkEnd, LinkPlan, PeaPlan, PodPlan } from '@peaflow/core'
import { GATEWAY } from '../options/pod.ts'
import type { Blueprint } from './blueprint.ts'
import { ControlEnds } from './control.ts'
import { EdgePorts } from './edge-ports.ts'
import { portsByHand } from './ends.ts'
import { expand } from './expand.ts'
import { fuse } from './fuse.ts'
import { type GraphPod, toGraph } from './graph.ts'
import { takeJoined } from './joined.ts'
import { type PeaDraft, type PodPeas, peasOf } from './pea-draft.ts'
import { makePeas } from './peas.ts'
import { countingPorts, type PortSource } from './ports.ts'
import { prune } from './prune.ts'
import { TakenPorts } from './taken-ports.ts'
import { type Wiring, wireEdge, wireInside } from './wire.ts'

/** Makes the source of ports, once the ports set by hand are known. */
export type PortSourceMaker = (byHand: ReadonlySet<number>) => PortSource

/** The ports of a first build: every port is free that is not set by hand. */
export const freshPorts: PortSourceMaker = (byHand) => countingPorts((_machine, port) => byHand.has(port))

/** Fuses, expands, prunes and wires a blueprint into a plan. */
export function assemble(blueprint: Blueprint, makePorts: PortSourceMaker): FlowPlan {
  const { flow, optimize, options } = blueprint
  const graph = toGraph(fuse(blueprint))
  const shapes = prune(graph, graph.map(expand), optimize)
  const ends = new ControlEnds(options.hostname)
  const context = { hostname: options.hostname, controlOf: (end: LinkEnd) => ends.of(end) }
  const peas = graph.map((pod, position) => makePeas(pod, shapes[position] ?? expand(pod), context))
  const choice = { ports: makePorts(portsByHand(graph)), taken: new TakenPorts(), bind: options.bind }
  const links: LinkPlan[] = []
  wireAll(graph, peas, { ports: new EdgePorts(choice), links })
  const settled = peas.map((own) => takeJoined(own, options.join))
  const drafts = settled.flatMap((own) => peasOf(own.peas))
  const control = ends.settle(drafts, choice)
  const joined = new Map(graph.map(({ name }, position) => [name, settled[position]?.joined]))
  const present = settled.map((own) => own.peas)
  return {
    flow,
    optimize,
    pods: toRows(blueprint, idsOf(graph, present), joined),
    peas: drafts.map(({ plan }): PeaPlan => plan),
    links,
    options: { ...options, control },
  }
}

type PeaIds = readonly string[]

/** Wires Pod by Pod: the edges into it, then its inside. */
function wireAll(graph: readonly GraphPod[], peas: readonly PodPeas[], wiring: Wiring): void {
  for (const { ins, position } of graph) {
    const own = peas[position]
    if (own === undefined) continue
    for (const edge of ins) {
      const sender = peas[edge.from.position]
      if (sender !== undefined) wireEdge(edge, [sender, own], wiring)
    }
    wireInside(own, wiring)
  }
}

/** A row for each Pod of the Flow, in its order: the Pods of a group have the same Peas. */
function toRows(
  { names, needs, settings, answer }: Blueprint,
  ids: ReadonlyMap<string, PeaIds>,
  joined: ReadonlyMap<string, JoinedPlan | undefined>,
): readonly PodPlan[] {
  const row = (name: string, position: number): PodPlan => {
    const plan = {
      name,
      needs: needs[position] ?? [],
      peas: ids.get(name) ?? [],
      options: settings[position] ?? {},
    }
    const replicas = joined.get(name)
    return replicas === undefined ? plan : { ...plan, joined: replicas }
  }
  return [...names.map(row), { name: GATEWAY, needs: [answer], peas: ids.get(GATEWAY) ?? [], options: {} }]
}

function idsOf(graph: readonly GraphPod[], peas: readonly PodPeas[]): ReadonlyMap<string, PeaIds> {
  const ids = new Map<string, PeaIds>()
  for (const { name, stages, position } of graph) {
    const own = peas[position]
    const named = own === undefined ? [] : peasOf(own).map(({ end }: PeaDraft) => end.name)
    ids.set(name, named)
    if (stages !== undefined) for (const stage of stages) ids.set(stage.name, named)
  }
  return ids
}

import type { FlowPlan, LinkEnd, LinkPlan, PeaPlan, PodPlan } from '@peaflow/core'
import type { Blueprint } from './blueprint.ts'
import { ControlEnds } from './control.ts'
import { EdgePorts } from './edge-ports.ts'
import { portsByHand } from './ends.ts'
import { expand } from './expand.ts'
import { type GraphPod, isGateway, toGraph } from './graph.ts'
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

/** Expands, prunes and wires a blueprint into a plan. */
export function assemble(blueprint: Blueprint, makePorts: PortSourceMaker): FlowPlan {
  const { flow, optimize, options } = blueprint
  const graph = toGraph(blueprint)
  const shapes = prune(graph, graph.map(expand), optimize)
  const ends = new ControlEnds(options.hostname)
  const context = { hostname: options.hostname, controlOf: (end: LinkEnd) => ends.of(end) }
  const peas = graph.map((pod, position) => makePeas(pod, shapes[position] ?? expand(pod), context))
  const choice = { ports: makePorts(portsByHand(graph)), taken: new TakenPorts(), bind: options.bind }
  const links: LinkPlan[] = []
  wireAll(graph, peas, { ports: new EdgePorts(choice), links })
  const drafts = peas.flatMap(peasOf)
  const control = ends.settle(drafts, choice)
  return {
    flow,
    optimize,
    pods: graph.map((pod, position) => toRow(pod, peas[position])),
    peas: drafts.map(({ plan }): PeaPlan => plan),
    links,
    options: { ...options, control },
  }
}

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

function toRow(pod: GraphPod, peas: PodPeas | undefined): PodPlan {
  return {
    name: pod.name,
    needs: pod.needs,
    peas: peas === undefined ? [] : peasOf(peas).map(({ end }: PeaDraft) => end.name),
    options: isGateway(pod) ? {} : pod.settings,
  }
}

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

/** Makes the source of ports, once it is known which are given by hand. */
export type PortSourceMaker = (byHand: ReadonlySet<number>) => PortSource

/** The ports of a first build: every one is free that is not given by hand. */
export const freshPorts: PortSourceMaker = (byHand) => countingPorts((_machine, port) => byHand.has(port))

/** Expands, prunes and wires a blueprint into a plan. */
export function assemble(blueprint: Blueprint, makePorts: PortSourceMaker): FlowPlan {
  const { flow, optimize, options } = blueprint
  const graph = toGraph(blueprint)
  const shapes = prune(graph, graph.map(expand), optimize)
  const ends = new ControlEnds(options.hostname)
  const site = { hostname: options.hostname, controlOf: (end: LinkEnd) => ends.of(end) }
  const peas = graph.map((pod, place) => makePeas(pod, shapes[place] ?? expand(pod), site))
  const choice = { ports: makePorts(portsByHand(graph)), taken: new TakenPorts(), bind: options.bind }
  const links: LinkPlan[] = []
  wireAll(graph, peas, { ports: new EdgePorts(choice), links })
  const drafts = peas.flatMap(peasOf)
  const control = ends.settle(drafts, choice)
  return {
    flow,
    optimize,
    pods: graph.map((pod, place) => toRow(pod, peas[place])),
    peas: drafts.map(({ plan }): PeaPlan => plan),
    links,
    options: { ...options, control },
  }
}

/** Wires Pod by Pod: the edges into it, then what is inside of it. */
function wireAll(graph: readonly GraphPod[], peas: readonly PodPeas[], wiring: Wiring): void {
  for (const { ins, place } of graph) {
    const own = peas[place]
    if (own === undefined) continue
    for (const edge of ins) {
      const giver = peas[edge.from.place]
      if (giver !== undefined) wireEdge(edge, [giver, own], wiring)
    }
    wireInside(own, wiring)
  }
}

function toRow(pod: GraphPod, peas: PodPeas | undefined): PodPlan {
  return {
    name: pod.name,
    needs: pod.needs,
    peas: peas === undefined ? [] : peasOf(peas).map(({ site }: PeaDraft) => site.name),
    options: isGateway(pod) ? {} : pod.settings,
  }
}

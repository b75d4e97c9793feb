import type { FlowPlan, LinkEnd, LinkPlan, PeaPlan } from '@peaflow/core'
import type { Blueprint } from './blueprint.ts'
import { ControlEnds } from './control.ts'
import { portsByHand } from './ends.ts'
import { expand } from './expand.ts'
import { type Graph, type GraphPod, isGateway, toGraph } from './graph.ts'
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
  const shapes = prune(graph, graph.pods.map(expand), optimize)
  const ends = new ControlEnds(options.hostname)
  const site = { hostname: options.hostname, controlOf: (end: LinkEnd) => ends.of(end) }
  const peas = new Map(graph.pods.map((pod, place) => [pod, makePeas(pod, shapes[place] ?? expand(pod), site)]))
  const wiring = { ports: makePorts(portsByHand(graph.pods)), taken: new TakenPorts(), bind: options.bind }
  const links = wireAll(graph, peas, wiring)
  const drafts = [...peas.values()].flatMap(peasOf)
  const control = ends.settle(drafts, wiring)
  return {
    flow,
    optimize,
    pods: graph.pods.map((pod) => toRow(pod, peas.get(pod))),
    peas: drafts.map(({ plan }): PeaPlan => plan),
    links,
    options: { ...options, control },
  }
}

/** Wires Pod by Pod: the edges into it, then what is inside of it. */
function wireAll({ pods }: Graph, peas: ReadonlyMap<GraphPod, PodPeas>, wiring: Wiring): readonly LinkPlan[] {
  const links: LinkPlan[] = []
  for (const pod of pods) {
    const own = peas.get(pod)
    if (own === undefined) continue
    for (const edge of pod.ins) {
      const giver = peas.get(edge.from)
      if (giver !== undefined) for (const link of wireEdge(edge, [giver, own], wiring)) links.push(link)
    }
    for (const link of wireInside(own, wiring)) links.push(link)
  }
  return links
}

function toRow(pod: GraphPod, peas: PodPeas | undefined): FlowPlan['pods'][number] {
  return {
    name: pod.name,
    needs: pod.needs,
    peas: peas === undefined ? [] : peasOf(peas).map(({ site }: PeaDraft) => site.name),
    options: isGateway(pod) ? {} : { ...pod.settings },
  }
}

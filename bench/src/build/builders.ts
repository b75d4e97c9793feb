import { buildFlow, Flow } from '@peaflow/flow'
import type { GraphPod } from './graph.ts'

/** What can be made of a graph; each returns as many results as it likes, so that they are alive when memory is measured. */
export const BUILDERS: Readonly<Record<string, (graph: readonly GraphPod[]) => () => readonly unknown[]>> = {
  'bare topological sort': (graph) => () => sortTopologically(graph),
  'Peaflow, buildFlow': (graph) => {
    const flow = describe(graph)
    return () => buildFlow(flow).peas
  },
  'Peaflow, flow.add': (graph) => () => describe(graph).pods,
}

function describe(graph: readonly GraphPod[]): Flow {
  let flow = new Flow({ name: 'graph', hostname: '10.0.1.1' })
  for (const { name, needs, host } of graph) {
    flow = flow.add({ name, needs: needs.length > 0 ? needs : 'gateway', host, image: 'acme/pod' })
  }
  return flow
}

/** The order in which every Pod comes after those that it needs (Kahn's). */
function sortTopologically(graph: readonly GraphPod[]): string[] {
  const missing = new Map(graph.map(({ name, needs }) => [name, needs.length]))
  const takers = new Map<string, string[]>(graph.map(({ name }) => [name, []]))
  for (const { name, needs } of graph) for (const need of needs) takers.get(need)?.push(name)
  const order = graph.filter(({ needs }) => needs.length === 0).map(({ name }) => name)
  for (const name of order) {
    for (const taker of takers.get(name) ?? []) {
      const left = (missing.get(taker) ?? 0) - 1
      missing.set(taker, left)
      if (left === 0) order.push(taker)
    }
  }
  return order
}

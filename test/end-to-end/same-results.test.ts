import { fileURLToPath } from 'node:url'
import { startFlow } from '@peaflow/engine'
import { buildFlow } from '@peaflow/flow'
import { inlineLauncher, processLauncher, threadLauncher } from '@peaflow/runtime-local'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { flowOf, type Graph, graphs, traceOf } from './graphs.ts'

const DOCUMENTS = 60
const directory = fileURLToPath(new URL('executors', import.meta.url))
const launchers = { process: processLauncher(), thread: threadLauncher(), inline: inlineLauncher() }

const runtimes = [
  { runtime: 'inline', graphsTried: 60 },
  { runtime: 'thread', graphsTried: 8 },
  { runtime: 'process', graphsTried: 8 },
] as const

it.each(runtimes)(
  'gives the results that the graph says, whatever is pruned and replicated, by $runtime',
  async (row) => {
    await fc.assert(
      fc.asyncProperty(graphs, async (graph) => {
        expect(await resultsOf(graph, row.runtime)).toEqual(expectedOf(graph))
      }),
      { numRuns: row.graphsTried },
    )
  },
  300_000,
)

async function resultsOf(graph: Graph, runtime: string): Promise<unknown[]> {
  const plan = buildFlow(flowOf(graph, runtime), { optimize: graph.optimize })
  await using running = await startFlow(plan, { launchers, directory, onLog: () => {} })
  const documents = Array.from({ length: DOCUMENTS }, (_, number) => ({ id: String(number) }))
  const results: unknown[] = []
  for await (const result of running.stream('/', documents, { batch: 7, ordered: true })) {
    if (result.error !== undefined) throw result.error
    results.push(...result.documents)
  }
  return results
}

function expectedOf(graph: Graph): unknown[] {
  const tags = traceOf(graph)
  return Array.from({ length: DOCUMENTS }, (_, number) => ({ id: String(number), tags }))
}

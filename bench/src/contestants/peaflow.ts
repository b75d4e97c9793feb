import { fileURLToPath } from 'node:url'
import { type FlowResult, startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import type { OpenGraph } from '../measure/load-generator.ts'
import { launchersOf } from './launchers.ts'
import { type Answered, type Contestant, REPLICAS, type Scenario, type Shape } from './scenario.ts'
import { Source } from './source.ts'

/** Peaflow as it comes, with every feature on. */
export const peaflow: Contestant = { open }

const FLOWS: Readonly<Record<Shape, (flow: Flow, scenario: Scenario) => Flow>> = {
  chain: (flow, { image }) => flow.add({ name: 'a', image }).add({ name: 'b', image }).add({ name: 'c', image }),
  'fork-join': (flow) =>
    flow.add({ name: 'left' }).add({ name: 'right', needs: 'gateway' }).join(['left', 'right'], { name: 'both' }),
  shards: (flow) => flow.add({ name: 'shard', replicas: REPLICAS, polling: 'all' }),
  replicas: (flow, { work }) =>
    flow.add({ name: 'work', replicas: REPLICAS, ...(work && { uses: './executors/work.js', with: { work } }) }),
}

async function open(scenario: Scenario, answered: Answered): Promise<OpenGraph> {
  const { shape, payload, image } = scenario
  const flow = FLOWS[shape](new Flow({ name: shape }), scenario)
  const running = await startFlow(buildFlow(flow), {
    launchers: await launchersOf(image === undefined ? ['process'] : ['process', 'docker']),
    directory: fileURLToPath(new URL('..', import.meta.url)),
  })
  const blob = Buffer.alloc(payload, 'x')
  const source = new Source()
  const over = receive(running.stream('/', source, { batch: 1 }), answered)
  return {
    send: () => source.push({ id: 'x', blob }),
    async close() {
      source.end()
      await over
      await running.stop()
    },
  }
}

/** Results tell the position of their request in the stream, which is its number. */
async function receive(results: AsyncIterable<FlowResult>, answered: Answered): Promise<void> {
  for await (const { index, error } of results) {
    if (error !== undefined) throw error
    answered(index)
  }
}

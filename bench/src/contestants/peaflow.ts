import { fileURLToPath } from 'node:url'
import type { Document } from '@peaflow/core'
import { type FlowResult, startFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import type { OpenGraph } from '../measure/load-generator.ts'
import { launchersOf } from './launchers.ts'
import { type Answered, type Contestant, REPLICAS, type Scenario, type Shape } from './scenario.ts'
import { Source } from './source.ts'

/** Peaflow as it comes, with every feature on. */
export const peaflow: Contestant = { open }

const FLOWS: Readonly<Record<Shape, (flow: Flow, scenario: Scenario) => Flow>> = {
  single: (flow, { uses }) => flow.add({ name: 'a', uses }),
  chain: (flow, { image, uses, group }) =>
    ['a', 'b', 'c'].reduce((chain, name) => chain.add({ name, image, uses, group }), flow),
  'fork-join': (flow) =>
    flow.add({ name: 'left' }).add({ name: 'right', needs: 'gateway' }).join(['left', 'right'], { name: 'both' }),
  shards: (flow) => flow.add({ name: 'shard', replicas: REPLICAS, polling: 'all' }),
  replicas: (flow, { work, batch }) =>
    flow.add({
      name: 'work',
      replicas: work?.length ?? REPLICAS,
      batch,
      ...(work && { uses: './executors/work.js', with: { work } }),
    }),
}

async function open(scenario: Scenario, answered: Answered): Promise<OpenGraph> {
  const { shape, image, documents = 1 } = scenario
  const flow = FLOWS[shape](new Flow({ name: shape }), scenario)
  const running = await startFlow(buildFlow(flow), {
    launchers: await launchersOf(image === undefined ? ['process'] : ['process', 'docker']),
    directory: fileURLToPath(new URL('..', import.meta.url)),
  })
  const document = toDocument(scenario)
  const source = new Source()
  const over = receive(running.stream('/', source, { batch: documents }), answered)
  return {
    send() {
      for (let i = 0; i < documents; i++) source.push(document)
    },
    async close() {
      source.end()
      await over
      await running.stop()
    },
  }
}

function toDocument({ payload, field = 'blob' }: Scenario): Document {
  const blob = Buffer.alloc(payload, 'x')
  return field === 'blob' ? { id: 'x', blob } : { id: 'x', embedding: new Float32Array(payload / 4).fill(1) }
}

/** Results tell the position of their request in the stream, which is its number. */
async function receive(results: AsyncIterable<FlowResult>, answered: Answered): Promise<void> {
  for await (const { index, error } of results) {
    if (error !== undefined) throw error
    answered(index)
  }
}

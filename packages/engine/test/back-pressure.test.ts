import { Flow } from '@peaflow/flow'
import { expect, test } from 'vitest'
import { numbered, start } from './flows.ts'

const slow = { uses: './slow.mjs', with: { milliseconds: 50 } }
const limit = { timeoutRequest: 3_000 }
const COUNT = 160

const flows: [name: string, flow: Flow][] = [
  ['a pass-through Pod', new Flow({ name: 'pass', ...limit }).add({ name: 'x' }).add({ name: 'y', ...slow })],
  [
    'a join',
    new Flow({ name: 'join', ...limit })
      .add({ name: 'a' })
      .add({ name: 'b', needs: 'gateway' })
      .join(['a', 'b'], { name: 'c' })
      .add({ name: 'y', ...slow }),
  ],
  [
    'heads and tails',
    new Flow({ name: 'whole', ...limit }).add({ name: 'x', replicas: 2 }).add({ name: 'y', ...slow, replicas: 2 }),
  ],
  [
    'shards',
    new Flow({ name: 'shards', ...limit })
      .add({ name: 'x', replicas: 2 })
      .add({ name: 'y', ...slow, replicas: 2, polling: 'all' }),
  ],
]

// All of them take longer than a request may: documents have to wait where their time does not run yet.
test.concurrent.each(flows)(
  'documents that a slow Pod cannot take wait at the gateway: %s',
  { timeout: 600_000 },
  async (_name, flow) => {
    const { running: opened } = await start(flow, {}, { optimize: 'none' })
    await using running = opened
    const answered: number[] = []
    for await (const { index, error } of running.stream('/', numbered(COUNT), { batch: 1 })) {
      expect(error).toBeUndefined()
      answered.push(index)
    }
    expect(answered).toHaveLength(COUNT)
  },
)

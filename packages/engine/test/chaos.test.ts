import { Flow } from '@peaflow/flow'
import { afterEach, expect, test } from 'vitest'
import { childrenOf, numbered, start } from './flows.ts'

const before = childrenOf(process.pid)

afterEach(() => {
  expect(childrenOf(process.pid)).toEqual(before)
})

const work = { uses: './slow.mjs', with: { milliseconds: 1 } }
const lasting = { restart: { policy: 'on_failure', max: 100, window: 60_000 }, retries: 20 } as const

const flows: [name: string, flow: Flow][] = [
  [
    'heads and tails',
    new Flow({ name: 'whole', ...lasting })
      .add({ name: 'a', ...work, replicas: 2 })
      .add({ name: 'b', ...work, replicas: 2, scheduling: 'round_robin' }),
  ],
  [
    'a join',
    new Flow({ name: 'join', ...lasting })
      .add({ name: 'a' })
      .add({ name: 'b', ...work, needs: 'a' })
      .add({ name: 'c', ...work, needs: 'a', replicas: 2 })
      .join(['b', 'c'], { name: 'd' }),
  ],
  [
    'shards',
    new Flow({ name: 'shards', ...lasting })
      .add({ name: 'a' })
      .add({ name: 'b', ...work, replicas: 2, polling: 'all' })
      .add({ name: 'c', ...work }),
  ],
]

test.each(flows)('it loses nothing whichever Pea dies: %s', async (_name, flow) => {
  const { running: opened, events, happened } = await start(flow, {}, { optimize: 'none' })
  await using running = opened
  const peas = childrenOf(process.pid)
  // In rounds, because a request is lost if both neighbours that share it die before it is answered.
  for (const [round, pid] of peas.entries()) {
    let next = 0
    for await (const { documents, error } of running.stream('/', numbered(100), { batch: 1, ordered: true })) {
      expect({ error, ids: documents.map(({ id }) => id) }).toEqual({ error: undefined, ids: [String(next)] })
      next += 1
      if (next === 30) process.kill(pid, 'SIGKILL')
    }
    expect(next).toBe(100)
    await happened('pea-restarted', round + 1)
  }
  expect(events.filter(({ type }) => type === 'pea-exited')).toHaveLength(peas.length)
})

import { Flow } from '@peaflow/flow'

const work = { uses: './slow.mjs', with: { milliseconds: 1 } }
const lasting = { restart: { policy: 'on_failure', max: 1_000, window: 60_000 }, retries: 20 } as const

/** Flows in which Peas are killed: their name, and the Flow. Build them without pruning, so that they have heads and tails. */
export const killedFlows: [name: string, flow: Flow][] = [
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
    'a join that calls',
    new Flow({ name: 'calls', ...lasting })
      .add({ name: 'a', ...work, replicas: 3 })
      .add({ name: 'b', ...work, needs: 'a', replicas: 3 })
      .add({ name: 'c', ...work, needs: ['a', 'b'] }),
  ],
  [
    'shards',
    new Flow({ name: 'shards', ...lasting })
      .add({ name: 'a' })
      .add({ name: 'b', ...work, replicas: 2, polling: 'all' })
      .add({ name: 'c', ...work }),
  ],
]

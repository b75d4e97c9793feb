import { Flow } from '@peaflow/flow'
import { afterEach, expect, test } from 'vitest'
import { eventually } from '../../../pea/test/eventually.ts'
import { childrenOf, start } from '../flows.ts'
import { idsOf, nothingHeld, tokensOf } from './pieces.ts'

const before = childrenOf(process.pid)

afterEach(() => {
  expect(childrenOf(process.pid)).toEqual(before)
})

const PIECES = 60
const parameters = { pieces: PIECES, step: 5 }
const tokens = { name: 'tokens', uses: './tokens.mjs', concurrency: 8 }
const mark = { name: 'mark', uses: './note-piece.mjs' }

/** Reads answers one after another, until told to stop: each has to be whole. */
async function keepReading(started: Awaited<ReturnType<typeof start>>, change: () => Promise<void>): Promise<void> {
  let isChanging = true
  const read = async (id: string) => {
    do {
      expect(idsOf(await started.running.request('/', [{ id }], { parameters }))).toEqual(tokensOf(id, PIECES))
    } while (isChanging)
  }
  const readers = Promise.all(['a', 'b', 'c', 'd'].map(read))
  readers.catch(() => {})
  await eventually(() => started.lines.some(({ text }) => text.includes('made a-5'))).toBe(true)
  await change()
  isChanging = false
  await readers
  await nothingHeld(started.running)
}

test.each(['tokens', 'mark'])('restarting "%s" breaks no answer', async (pod) => {
  const started = await start(new Flow({ name: 'restart' }).add(tokens).add(mark))
  await using running = started.running
  await keepReading(started, () => running.restart(pod))
})

test('scaling a Pod up and down breaks no answer', async () => {
  const started = await start(new Flow({ name: 'scale' }).add(tokens).add({ ...mark, replicas: 2 }))
  await using running = started.running
  await keepReading(started, async () => {
    await running.scale('mark', 3)
    await running.scale('mark', 1)
    await running.scale('tokens', 2)
  })
})

test('a restart of replicas that each get a shard breaks no answer', async () => {
  const sharded = { ...mark, replicas: 2, polling: 'all' } as const
  const started = await start(new Flow({ name: 'shards' }).add(tokens).add(sharded))
  await using running = started.running
  await keepReading(started, () => running.restart('mark'))
})

test('stopping lets an answer end', async () => {
  const started = await start(new Flow({ name: 'stop' }).add(tokens).add(mark))
  const { running } = started
  const answer = running.request('/', [{ id: 'a' }], { parameters })
  await eventually(() => started.lines.some(({ text }) => text.includes('made a-5'))).toBe(true)
  await running.stop()
  expect(idsOf(await answer)).toEqual(tokensOf('a', PIECES))
})

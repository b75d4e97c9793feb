import { Flow } from '@peaflow/flow'
import { afterEach, describe, expect, test } from 'vitest'
import { childrenOf, start } from '../flows.ts'
import { idsOf, nothingHeld, readAll, tokensOf } from './pieces.ts'

const before = childrenOf(process.pid)

afterEach(() => {
  expect(childrenOf(process.pid)).toEqual(before)
})

const tokens = { name: 'tokens', uses: './tokens.mjs', concurrency: 50 }
const mark = { name: 'mark', uses: './note-piece.mjs' }

test('a hundred pieces of each of fifty answers come in order through two more Pods, and each document once', async () => {
  const { running: opened } = await start(new Flow({ name: 'pieces' }).add(tokens).add(mark).add({ name: 'pass' }))
  await using running = opened
  const documents = Array.from({ length: 50 }, (_, index) => ({ id: `r${index}` }))
  const results = await readAll(
    running.stream('/', documents, { batch: 1, pieces: true, parameters: { pieces: 100, last: true } }),
  )
  for (const [index, { id }] of documents.entries()) {
    const own = results.filter((result) => result.index === index)
    expect(own.map(({ piece }) => piece)).toEqual(
      Array.from({ length: 101 }, (_, piece) => ({ index: piece, last: piece === 100 })),
    )
    expect(own.flatMap(({ documents }) => idsOf(documents))).toEqual([...tokensOf(id, 100), `${id}-last`])
    expect(own.map(({ documents }) => documents[0])).toEqual(
      own.map(({ piece }) => expect.objectContaining({ piece: piece?.index, last: piece?.last, of: 1 })),
    )
  }
  await nothingHeld(running)
})

describe.each(['process', 'thread', 'inline'])('a streamed answer of a %s Pea', (runtime) => {
  const flow = new Flow({ name: 'stream', runtime }).add(tokens).add(mark)

  test('is collected for a request, and for a stream without pieces', async () => {
    const { running: opened } = await start(flow)
    await using running = opened
    expect(idsOf(await running.request('/', [{ id: 'a' }]))).toEqual(tokensOf('a', 5))
    const results = await readAll(running.stream('/', [{ id: 'b' }, { id: 'c' }], { batch: 1, ordered: true }))
    expect(results.map(({ piece, documents }) => [piece, idsOf(documents)])).toEqual([
      [undefined, tokensOf('b', 5)],
      [undefined, tokensOf('c', 5)],
    ])
    await nothingHeld(running)
  })

  test('is read piece by piece; the end of a generator that returns nothing has no documents', async () => {
    const { running: opened } = await start(flow)
    await using running = opened
    const results = await readAll(running.stream('/', [{ id: 'a' }], { pieces: true, parameters: { pieces: 2 } }))
    expect(results).toMatchObject([
      { index: 0, piece: { index: 0, last: false }, documents: [{ id: 'a-0', piece: 0, last: false }] },
      { index: 0, piece: { index: 1, last: false }, documents: [{ id: 'a-1', piece: 1, last: false }] },
      { index: 0, piece: { index: 2, last: true }, documents: [] },
    ])
    const none = await readAll(running.stream('/', [{ id: 'a' }], { pieces: true, parameters: { pieces: 0 } }))
    expect(none).toEqual([{ index: 0, piece: { index: 0, last: true }, documents: [] }])
  })
})

test('an answer that is not streamed is one piece, and so is the call for it', async () => {
  const { running: opened } = await start(new Flow({ name: 'whole' }).add(mark))
  await using running = opened
  const results = await readAll(running.stream('/', [{ id: 'a' }], { pieces: true }))
  expect(results).toMatchObject([
    { index: 0, piece: { index: 0, last: true }, documents: [{ id: 'a', piece: 0, last: true }] },
  ])
})

test('with ordered, the pieces of a request come after those of the request before it', async () => {
  const { running: opened } = await start(new Flow({ name: 'ordered' }).add(tokens))
  await using running = opened
  const documents = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]
  const results = await readAll(running.stream('/', documents, { batch: 1, pieces: true, ordered: true }))
  expect(results.map(({ index, piece }) => [index, piece?.index])).toEqual(
    [0, 1, 2].flatMap((index) => [0, 1, 2, 3, 4, 5].map((piece) => [index, piece])),
  )
})

test('a generator that is called for pieces makes pieces of one answer, in order', async () => {
  const twice = { name: 'twice', uses: './twice.mjs', concurrency: 4 }
  const { running: opened } = await start(new Flow({ name: 'twice' }).add(tokens).add(twice).add(mark))
  await using running = opened
  const results = await readAll(running.stream('/', [{ id: 'a' }], { pieces: true, parameters: { pieces: 3 } }))
  expect(results.map(({ piece, documents }) => [piece?.index, piece?.last, idsOf(documents)])).toEqual([
    ...tokensOf('a', 3).flatMap((id, index) => [
      [2 * index, false, [`${id}a`]],
      [2 * index + 1, false, [`${id}b`]],
    ]),
    [6, true, []],
  ])
  await nothingHeld(running)
})

test('all pieces of an answer go to one replica, and keep their order', async () => {
  const flow = new Flow({ name: 'replicas' }).add(tokens).add({ ...mark, replicas: 3 })
  const { running: opened } = await start(flow)
  await using running = opened
  const documents = Array.from({ length: 30 }, (_, index) => ({ id: `r${index}` }))
  const results = await readAll(running.stream('/', documents, { batch: 1, parameters: { pieces: 20 } }))
  for (const { index, documents } of results) {
    expect(idsOf(documents)).toEqual(tokensOf(`r${index}`, 20))
    expect(new Set(documents.map(({ marked }) => marked)).size).toBe(1)
  }
  expect(new Set(results.flatMap(({ documents }) => documents.map(({ marked }) => marked))).size).toBeGreaterThan(1)
  await nothingHeld(running)
})

const collected: [name: string, flow: Flow, calls: number][] = [
  ['collect', new Flow({ name: 'collect' }).add(tokens).add({ ...mark, collect: true }), 6],
  [
    'a join',
    new Flow({ name: 'join' })
      .add(tokens)
      .add({ name: 'pass', needs: 'tokens' })
      .add({ name: 'also', needs: 'tokens' })
      .join(['pass', 'also'], mark),
    6,
  ],
]

test.each(collected)('%s gets all pieces of an answer in one call', async (_, flow, documents) => {
  const { running: opened } = await start(flow, {}, { optimize: 'none' })
  await using running = opened
  const results = await readAll(running.stream('/', [{ id: 'a' }], { pieces: true, parameters: { last: true } }))
  expect(results).toMatchObject([{ index: 0, piece: { index: 0, last: true } }])
  expect(idsOf(results[0]?.documents ?? [])).toEqual([...tokensOf('a', 5), 'a-last'])
  expect(results[0]?.documents.map(({ of, piece, last }) => [of, piece, last])).toEqual(
    new Array(documents).fill([documents, 0, true]),
  )
  await nothingHeld(running)
})

test('the tail of polling all collects the pieces of each shard', async () => {
  const { running: opened } = await start(
    new Flow({ name: 'all' }).add({ ...tokens, replicas: 2, polling: 'all' }).add(mark),
  )
  await using running = opened
  const results = await readAll(running.stream('/', [{ id: 'a' }], { pieces: true }))
  expect(results.map(({ piece, documents }) => [piece, idsOf(documents)])).toEqual([
    [{ index: 0, last: true }, tokensOf('a', 5)],
  ])
  const sharded = { ...mark, name: 'shards', replicas: 2, polling: 'all' } as const
  const { running: second } = await start(new Flow({ name: 'to-all' }).add(tokens).add(sharded))
  await using other = second
  expect(idsOf(await other.request('/', [{ id: 'b' }]))).toEqual(tokensOf('b', 5))
  await nothingHeld(other)
})

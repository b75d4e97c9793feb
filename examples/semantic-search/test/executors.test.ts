import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addresses } from '../addresses.js'
import encode from '../executors/encode.js'
import segment, { cut } from '../executors/segment.js'
import sort from '../executors/sort.js'
import { openStore } from '../executors/store.js'
import vectors, { shardOf } from '../executors/vectors.js'

const [address] = addresses(1962, 1962)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'semantic-search-'))
})

afterAll(() => rm(folder, { recursive: true }))

test('an address is cut into chunks of whole sentences that contain every word of it', () => {
  const chunks = cut(address.text, 300)
  expect(chunks.join(' ')).toBe(address.text.replace(/\s+/g, ' ').trim())
  expect(chunks.filter((chunk: string) => chunk.endsWith('Mr.'))).toEqual([])
  expect(chunks.filter((chunk: string) => chunk.length > 300).every(isOneSentence)).toBe(true)
})

test('the same address always has the same ids, and every chunk has a different one', () => {
  const ids = chunksOf(address).map(({ id }) => id)
  expect(chunksOf(structuredClone(address)).map(({ id }) => id)).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('texts with similar meanings have similar embeddings, whatever their order; an empty text is accepted', async () => {
  const documents: Chunk[] = [
    'The price of medicine is too high.',
    '',
    'Drugs cost too much.',
    'We landed on the moon.',
  ].map((text, position) => ({ id: String(position), text }))
  await encode.setup()
  await encode.requests.default(documents, shard(0))
  const [medicine, , drugs, moon] = documents.map(({ embedding = [] }) => embedding)
  expect(Math.hypot(...(medicine ?? []))).toBeCloseTo(1)
  expect(dot(medicine, drugs)).toBeGreaterThan(dot(medicine, moon) + 0.2)
})

test('each chunk is in exactly one shard, even if it is sent again and the shards restart', async () => {
  const chunks = chunksOf(address).map((chunk) => ({ ...chunk, embedding: unit(chunk.id) }))
  for (let attempt = 0; attempt < 2; attempt++) {
    const stored = await Promise.all([0, 1].map((id) => indexOn(shard(id), chunks)))
    expect(
      stored
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(chunks.map(({ id }) => id).sort())
    expect(stored.map(({ length }) => length).every((length) => length > chunks.length / 4)).toBe(true)
    const lines = await Promise.all([0, 1].map((id) => readFile(join(folder, `${id}`, 'chunks.ndjson'), 'utf8')))
    expect(lines.join('').trim().split('\n')).toHaveLength(chunks.length)
  }
})

test('the shards together find the nearest chunks, best first', async () => {
  const [wanted] = chunksOf(address)
  const question = { id: 'q', text: '?', embedding: unit(wanted?.id ?? '') }
  const matches = [0, 1].flatMap((id) => vectors.requests['/search']([question], shard(id))[0].matches)
  const [answer] = sort.requests['/search']([{ id: 'q', matches }], shard(0))
  expect(answer.matches).toHaveLength(3)
  expect(answer.matches[0]).toMatchObject({ id: wanted?.id, tags: { year: 1962, president: 'John F Kennedy' } })
  expect(answer.matches[0].score).toBeCloseTo(1)
  expect(answer.matches[1].score).toBeLessThan(answer.matches[0].score)
})

test('half a line, left behind by a shard that was killed, is dropped', async () => {
  const store = join(folder, 'torn')
  await (await openStore(store)).add([{ id: 'whole', text: 'a', tags: {}, embedding: unit('a') }])
  await appendFile(join(store, 'chunks.ndjson'), '{"id":"torn","te')
  const opened = await openStore(store)
  await opened.add([{ id: 'next', text: 'b', tags: {}, embedding: unit('b') }])
  expect([...(await openStore(store)).chunks.keys()]).toEqual(['whole', 'next'])
})

interface Chunk {
  id: string
  text: string
  embedding?: Float32Array
}

function chunksOf(document: unknown): Chunk[] {
  return segment.requests['/index']([document], shard(0))
}

function shard(replicaId: number) {
  const log = { info: () => undefined }
  const workspace = join(folder, String(replicaId))
  const { signal } = new AbortController()
  return { log, signal, workspace, replicaId, replicas: 2, with: {}, parameters: { top: 3 } }
}

async function indexOn(context: ReturnType<typeof shard>, chunks: Chunk[]): Promise<Chunk[]> {
  await vectors.setup(context)
  return vectors.requests['/index'](chunks, context)
}

function isOneSentence(chunk: string): boolean {
  return !/[.?!] [A-Z]/.test(chunk.replace(/\b(Mr|Dr)\. /g, ''))
}

/** A vector of length 1, different for each id. */
function unit(id: string): Float32Array {
  const angle = (shardOf(id, 1_000_003) / 1_000_003) * 2 * Math.PI
  return Float32Array.of(Math.cos(angle), Math.sin(angle))
}

function dot(a: ArrayLike<number> = [], b: ArrayLike<number> = []): number {
  return Array.from(a).reduce((sum, value, position) => sum + value * (b[position] ?? 0), 0)
}

import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addresses } from '../addresses.js'
import encode from '../executors/encode.js'
import rank from '../executors/rank.js'
import segment, { cut } from '../executors/segment.js'
import { openStore } from '../executors/store.js'
import vectors, { shardOf } from '../executors/vectors.js'

const [address] = addresses(1962, 1962)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'semantic-search-'))
})

afterAll(() => rm(folder, { recursive: true }))

test('an address is cut into passages of whole sentences that lose no word', () => {
  const passages = cut(address.text, 300)
  expect(passages.join(' ')).toBe(address.text.replace(/\s+/g, ' ').trim())
  expect(passages.filter((passage: string) => passage.endsWith('Mr.'))).toEqual([])
  expect(passages.filter((passage: string) => passage.length > 300).every(isOneSentence)).toBe(true)
})

test('the same address always gives the same ids, and no two passages one', () => {
  const ids = passagesOf(address).map(({ id }) => id)
  expect(passagesOf(structuredClone(address)).map(({ id }) => id)).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('texts of like meaning get near vectors, in any order and also without a word', async () => {
  const documents: Passage[] = [
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

test('each passage is in exactly one shard, also when it is sent again and the shards start anew', async () => {
  const passages = passagesOf(address).map((passage) => ({ ...passage, embedding: unit(passage.id) }))
  for (let run = 0; run < 2; run++) {
    const kept = await Promise.all([0, 1].map((id) => indexOn(shard(id), passages)))
    expect(
      kept
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(passages.map(({ id }) => id).sort())
    expect(kept.map(({ length }) => length).every((length) => length > passages.length / 4)).toBe(true)
    const lines = await Promise.all([0, 1].map((id) => readFile(join(folder, `${id}`, 'passages.ndjson'), 'utf8')))
    expect(lines.join('').trim().split('\n')).toHaveLength(passages.length)
  }
})

test('the shards together find the nearest passages, best first', async () => {
  const [wanted] = passagesOf(address)
  const question = { id: 'q', text: '?', embedding: unit(wanted?.id ?? '') }
  const matches = [0, 1].flatMap((id) => vectors.requests['/search']([question], shard(id))[0].matches)
  const [answer] = rank.requests['/search']([{ id: 'q', matches }], shard(0))
  expect(answer.matches).toHaveLength(3)
  expect(answer.matches[0]).toMatchObject({ id: wanted?.id, tags: { year: 1962, speaker: 'John F Kennedy' } })
  expect(answer.matches[0].score).toBeCloseTo(1)
  expect(answer.matches[1].score).toBeLessThan(answer.matches[0].score)
})

test('half a line, left by a shard that was killed, is dropped', async () => {
  const store = join(folder, 'torn')
  await (await openStore(store)).add([{ id: 'whole', text: 'a', tags: {}, embedding: unit('a') }])
  await appendFile(join(store, 'passages.ndjson'), '{"id":"torn","te')
  const opened = await openStore(store)
  await opened.add([{ id: 'next', text: 'b', tags: {}, embedding: unit('b') }])
  expect([...(await openStore(store)).passages.keys()]).toEqual(['whole', 'next'])
})

interface Passage {
  id: string
  text: string
  embedding?: Float32Array
}

function passagesOf(document: unknown): Passage[] {
  return segment.requests['/index']([document], shard(0))
}

function shard(replicaId: number) {
  const log = { info: () => undefined }
  const workspace = join(folder, String(replicaId))
  const { signal } = new AbortController()
  return { log, signal, workspace, replicaId, replicas: 2, with: {}, parameters: { top: 3 } }
}

async function indexOn(context: ReturnType<typeof shard>, passages: Passage[]): Promise<Passage[]> {
  await vectors.setup(context)
  return vectors.requests['/index'](passages, context)
}

function isOneSentence(passage: string): boolean {
  return !/[.?!] [A-Z]/.test(passage.replace(/\b(Mr|Dr)\. /g, ''))
}

/** A vector of length 1 that no other id has. */
function unit(id: string): Float32Array {
  const angle = (shardOf(id, 1_000_003) / 1_000_003) * 2 * Math.PI
  return Float32Array.of(Math.cos(angle), Math.sin(angle))
}

function dot(a: ArrayLike<number> = [], b: ArrayLike<number> = []): number {
  return Array.from(a).reduce((sum, value, position) => sum + value * (b[position] ?? 0), 0)
}

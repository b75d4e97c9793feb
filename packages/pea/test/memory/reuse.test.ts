import type { Document } from '@peaflow/core'
import { afterEach, expect, it } from 'vitest'
import { Cutter } from '../cutter.ts'
import type { FlowOf } from '../flow-spec.ts'
import { collect, startAll } from '../gateway/one-pod.ts'

let cutter: Cutter | undefined
afterEach(async () => {
  await cutter?.stop()
})

const COUNT = 600

/** From 0 to 150 KB: inside packs and as attachments, too small for a pool and large enough. Every other one is up to 2 KB. */
const lengthOf = (n: number) => (n % 2 === 0 ? (n * 7_919) % 150_000 : (n * 79) % 2_000)

const documentOf = (n: number): Document => ({ id: `d${n}`, blob: Buffer.alloc(lengthOf(n), `${n} `) })

const same = (documents: Document[]) => documents

/** Sends documents through a Flow and compares each byte that comes back. */
async function check(shape: FlowOf, onEach: (count: number) => void = () => undefined): Promise<void> {
  const gateway = await startAll(shape)
  let count = 0
  const sent = Array.from({ length: COUNT }, (_, n) => documentOf(n))
  const results = await collect(
    (async function* () {
      for await (const result of gateway.stream('/', sent, { batch: 1, ordered: true })) {
        count += 1
        onEach(count)
        yield result
      }
    })(),
  )
  const changed = results.filter(({ documents: [document], error }, n) => {
    const { id, blob } = documentOf(n)
    return error !== undefined || document?.id !== id || !(blob as Buffer).equals(document?.blob as Uint8Array)
  })
  expect(results).toHaveLength(COUNT)
  expect(changed).toEqual([])
}

it('changes no payload of a chain whose connections break', async () => {
  cutter = await new Cutter().start(4)
  const { cut, detour } = { cut: () => cutter?.cut(), detour: cutter.detour }
  const chain: FlowOf = {
    peas: { 'a/0': {}, 'b/0': { executor: same }, 'c/0': {} },
    links: [
      { from: 'gateway', to: ['a/0'] },
      { from: 'a/0', to: ['b/0'] },
      { from: 'b/0', to: ['c/0'] },
      { from: 'c/0', to: ['gateway'] },
    ],
    detour,
  }
  await check(chain, (count) => {
    if (count % 150 === 75) cut()
  })
})

it('changes no payload that takes two routes and is joined', async () => {
  await check({
    peas: { 'l/0': {}, 'r/0': { executor: same }, 'j/0': { uses: '_merge' } },
    links: [
      { from: 'gateway', to: ['l/0'] },
      { from: 'gateway', to: ['r/0'], edge: 1 },
      { from: 'l/0', to: ['j/0'], edge: 0 },
      { from: 'r/0', to: ['j/0'], edge: 1 },
      { from: 'j/0', to: ['gateway'] },
    ],
  })
})

it('changes no payload that every shard receives', async () => {
  const shards = ['s/0', 's/1', 's/2']
  await check({
    peas: { ...Object.fromEntries(shards.map((id) => [id, { executor: same }])), 's/tail': {} },
    links: [
      { from: 'gateway', to: shards, polling: 'all' },
      ...shards.map((from) => ({ from, to: ['s/tail'] })),
      { from: 's/tail', to: ['gateway'] },
    ],
  })
})

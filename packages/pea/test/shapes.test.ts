import type { Document } from '@peaflow/core'
import { afterEach, expect, it } from 'vitest'
import { decodePayload } from '../src/document/payload.ts'
import type { FlowOf } from './flow-spec.ts'
import { FlowStub } from './flow-stub.ts'
import { Requests, upTo } from './requests.ts'

let flow: FlowStub | undefined
afterEach(async () => {
  await flow?.stop()
})

const tag = (name: string) => (documents: Document[]) => {
  for (const document of documents) document.tags = { ...document.tags, [name]: true }
}

async function answersOf(shape: FlowOf, count: number, endpoint = '/'): Promise<Requests> {
  const requests = new Requests()
  requests.endpoint = endpoint
  flow = await new FlowStub(shape).start(requests)
  await requests.send(flow, count)
  expect([...requests.answers.keys()].sort((a, b) => a - b)).toEqual(upTo(count))
  expect(requests.repeats).toBe(0)
  return requests
}

const tagsOf = (requests: Requests, request: number) =>
  decodePayload(requests.answers.get(request) as Uint8Array).documents[0]?.tags

it('joins what was sent two ways', async () => {
  const requests = await answersOf(
    {
      peas: { 'a/0': { executor: tag('a') }, 'b/0': { executor: tag('b') }, 'j/0': { uses: '_merge' } },
      links: [
        { from: 'gateway', to: ['a/0'] },
        { from: 'gateway', to: ['b/0'] },
        { from: 'gateway', to: ['j/0'], edge: 2 },
        { from: 'a/0', to: ['j/0'], edge: 0 },
        { from: 'b/0', to: ['j/0'], edge: 1 },
        { from: 'j/0', to: ['gateway'] },
      ],
    },
    1_000,
  )
  expect(tagsOf(requests, 999)).toEqual({ a: true, b: true })
})

const sharded: FlowOf = {
  peas: { 's/0': { executor: tag('0') }, 's/1': { executor: tag('1') }, 's/2': { executor: tag('2') }, 's/tail': {} },
  links: [
    { from: 'gateway', to: ['s/0', 's/1', 's/2'], polling: { '/one': 'any', default: 'all' } },
    ...['s/0', 's/1', 's/2'].map((from) => ({ from, to: ['s/tail'] })),
    { from: 's/tail', to: ['gateway'] },
  ],
}

it('sends a request to every shard, and merges their answers', async () => {
  const requests = await answersOf(sharded, 1_000, '/all')
  expect(tagsOf(requests, 999)).toEqual({ 0: true, 1: true, 2: true })
})

it('sends a request to one shard where its endpoint polls any', async () => {
  const requests = await answersOf(sharded, 1_000, '/one')
  expect(Object.keys(tagsOf(requests, 999) ?? {})).toHaveLength(1)
})

it('takes turns among replicas by round_robin', async () => {
  const counts = [0, 0, 0]
  const count = (replica: number) => () => {
    counts[replica] = (counts[replica] ?? 0) + 1
  }
  await answersOf(
    {
      peas: { 'a/0': { executor: count(0) }, 'a/1': { executor: count(1) }, 'a/2': { executor: count(2) } },
      links: [
        { from: 'gateway', to: ['a/0', 'a/1', 'a/2'], scheduling: 'round_robin' },
        ...['a/0', 'a/1', 'a/2'].map((from) => ({ from, to: ['gateway'] })),
      ],
    },
    999,
  )
  expect(counts).toEqual([333, 333, 333])
})

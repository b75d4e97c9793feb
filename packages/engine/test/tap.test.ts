import { Flow } from '@peaflow/flow'
import { afterEach, describe, expect, it } from 'vitest'
import { childrenOf, numbered, start } from './flows.ts'

const before = childrenOf(process.pid)

afterEach(() => expect(childrenOf(process.pid)).toEqual(before))

async function drainStream(stream: AsyncIterable<{ readonly error?: unknown }>): Promise<number> {
  let count = 0
  for await (const { error } of stream) {
    expect(error).toBeUndefined()
    count += 1
  }
  return count
}

/** Sends requests, many at once, until something has been read: a tap begins some time after its first read. */
async function sendUntil<T>(read: Promise<T>, send: () => Promise<unknown>): Promise<T> {
  let isOver = false
  const onOver = () => {
    isOver = true
  }
  read.then(onOver, onOver)
  while (!isOver) await Promise.all(Array.from({ length: 16 }, send))
  return await read
}

describe.each(['process', 'thread', 'inline'] as const)('a tap of a Pod with runtime %s', (runtime) => {
  it('copies what arrives and what leaves, over all replicas, and ends when the loops are left', async () => {
    const flow = new Flow({ name: 'tapped' }).add({ name: 'upper', uses: './upper.mjs', runtime, replicas: 2 })
    const { running } = await start(flow)
    const peas = new Set<string>()
    const sides = { in: 'abc', out: 'ABC' }
    const taps = Object.entries(sides).map(async ([at, text]) => {
      for await (const tapped of running.tap('upper', { at: at as 'in' | 'out', rate: 1_000 })) {
        expect(tapped).toMatchObject({ at, endpoint: '/', truncated: false, attempt: 0, documents: [{ text }] })
        expect([tapped.error, tapped.parameters]).toEqual([undefined, { top: 3 }])
        peas.add(`${tapped.pea} ${at}`)
        if (peas.size === 4) return
        if ([...peas].filter((pea) => pea.endsWith(` ${at}`)).length === 2) return
      }
    })
    const send = () => running.request('/', [{ id: 'a', text: 'abc' }], { parameters: { top: 3 } })
    await sendUntil(Promise.all(taps), send)
    expect([...peas].toSorted()).toEqual(['upper/0 in', 'upper/0 out', 'upper/1 in', 'upper/1 out'])
    await running.stop()
  })
})

it('a flood through a tapped Pea is answered whole, and the tap gets a few of it', async () => {
  const flow = new Flow({ name: 'flood' }).add({ name: 'pass' }).add({ name: 'upper', uses: './upper.mjs' })
  const { running } = await start(flow)
  const tap = running.tap('pass', { rate: 50, bytes: 10 })
  const copies: { readonly skipped: number; readonly truncated: boolean }[] = []
  await sendUntil(tap.next(), () => running.request('/', [{ id: 'a', text: 'the first ones' }]))
  const begun = performance.now()
  const tapped = (async () => {
    for await (const { skipped, truncated, documents, bytes } of tap) {
      expect([documents, bytes > 10]).toEqual([undefined, true])
      copies.push({ skipped, truncated })
    }
  })()
  const count = await drainStream(running.stream('/', numbered(5_000), { batch: 1 }))
  const passed = performance.now() - begun
  await tap.return?.()
  await tapped
  expect(count).toBe(5_000)
  expect(copies.length).toBeGreaterThan(0)
  expect(copies.length).toBeLessThanOrEqual(1 + passed / 20)
  expect(copies.every(({ truncated }) => truncated)).toBe(true)
  await running.stop()
})

it('a tap goes on with a replica that is restarted, and with one that is added, and ends with the Flow', async () => {
  const flow = new Flow({ name: 'later' }).add({ name: 'upper', uses: './upper.mjs', runtime: 'thread' })
  const { running } = await start(flow)
  const tap = running.tap('upper', { rate: 1_000 })
  const send = () => running.request('/', [{ id: 'a', text: 'a' }])
  const copy = { value: { pea: 'upper/0', documents: [{ id: 'a', text: 'A' }] } }
  expect(await sendUntil(tap.next(), send)).toMatchObject(copy)
  await running.restart('upper')
  expect(await sendUntil(tap.next(), send)).toMatchObject(copy)
  await running.scale('upper', 2)
  const readFrom = async (pea: string) => {
    for (;;) if ((await tap.next()).value?.pea === pea) return
  }
  await sendUntil(readFrom('upper/1'), send)
  const last = (async () => {
    for await (const _ of tap);
  })()
  await running.stop()
  await last
})

it('a tap shows errors', async () => {
  const flow = new Flow({ name: 'wrong' }).add({ name: 'fail', uses: './fail.mjs' })
  const { running } = await start(flow)
  const tap = running.tap('fail')
  const send = () => running.request('/', [{ id: 'a' }]).catch(() => undefined)
  const error = { code: 'REQUEST_EXECUTOR', message: expect.stringContaining('this never works') }
  expect(await sendUntil(tap.next(), send)).toMatchObject({ value: { pea: 'fail/0', error } })
  await running.stop()
})

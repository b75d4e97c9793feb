import { Flow } from '@peaflow/flow'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../../../pea/test/eventually.ts'
import { childrenOf, start } from '../flows.ts'
import { idsOf, nothingHeld, tokensOf } from './pieces.ts'

const before = childrenOf(process.pid)

afterEach(() => {
  expect(childrenOf(process.pid)).toEqual(before)
})

/** Streams through two more Pods, with a pause before each piece so that a Pea can die in the middle. */
const flow = new Flow({ name: 'deaths' })
  .add({ name: 'tokens', uses: './tokens.mjs', concurrency: 4 })
  .add({ name: 'mark', uses: './note-piece.mjs' })
  .add({ name: 'pass' })
const parameters = { pieces: 20, step: 10 }

type Started = Awaited<ReturnType<typeof start>>

async function kill(started: Started, id: string): Promise<void> {
  process.kill(await pidOf(started, id), 'SIGKILL')
}

async function pidOf({ running }: Started, id: string): Promise<number> {
  const { peas } = await running.status()
  const pid = peas.find((pea) => pea.id === id)?.pid
  if (pid === undefined) throw new Error(`${id} has no process`)
  return pid
}

/** Waits until `tokens.mjs` has made this piece, which is written once the piece has been taken. */
async function made({ lines }: Started, id: string): Promise<void> {
  await eventually(() => lines.some(({ text }) => text.includes(`made ${id}`))).toBe(true)
}

describe.each(['tokens/0', 'mark/0', 'pass/0'])('when %s dies in the middle of an answer', (pea) => {
  test('the answer is made again as long as no piece has been handed on', async () => {
    const started = await start(flow)
    await using running = started.running
    const answers = ['a', 'b'].map(async (id) => idsOf(await running.request('/', [{ id }], { parameters })))
    const all = Promise.all(answers)
    all.catch(() => {})
    await made(started, 'a-5')
    await kill(started, pea)
    expect(await all).toEqual([tokensOf('a', 20), tokensOf('b', 20)])
    await nothingHeld(running)
  })

  test('the request fails once a piece has been handed on, and says how many', async () => {
    const started = await start(flow)
    await using running = started.running
    const pid = await pidOf(started, pea)
    const texts: unknown[] = []
    let error: Error | undefined
    // It would last for 10 s if nobody died.
    const long = { pieces: 1_000, step: 10 }
    for await (const result of running.stream('/', [{ id: 'a' }], { pieces: true, parameters: long })) {
      if (result.error === undefined) texts.push(...idsOf(result.documents))
      else error = result.error
      if (texts.length === 3 && error === undefined) process.kill(pid, 'SIGKILL')
    }
    expect(error).toMatchObject({ code: 'REQUEST_PEA_DIED' })
    const count = `${texts.length} pieces of the answer had been handed on`
    expect(error?.message).toContain(`${pea} ended after ${count}: `)
    expect(texts).toEqual(tokensOf('a', 1_000).slice(0, texts.length))
    // The Flow goes on.
    expect(idsOf(await running.request('/', [{ id: 'b' }]))).toEqual(tokensOf('b', 5))
    await nothingHeld(running)
  })
})

test('a join that dies gets the whole answer again', async () => {
  const joined = new Flow({ name: 'join' })
    .add({ name: 'tokens', uses: './tokens.mjs' })
    .add({ name: 'mark', uses: './note-piece.mjs', needs: 'tokens' })
    .add({ name: 'pass', needs: 'tokens' })
    .join(['mark', 'pass'], { name: 'both' })
  const started = await start(joined, {}, { optimize: 'none' })
  await using running = started.running
  const answer = running.request('/', [{ id: 'a' }], { parameters })
  answer.catch(() => {})
  await made(started, 'a-5')
  await kill(started, 'both/0')
  expect(idsOf(await answer)).toEqual(tokensOf('a', 20))
  await nothingHeld(running)
})

test('a generator that ends its Pea again and again fails its request alone', async () => {
  const deadly = { name: 'deadly', uses: './deadly.mjs' }
  const { running: opened } = await start(new Flow({ name: 'deadly' }).add(deadly))
  await using running = opened
  const [dead, alive] = await Promise.allSettled([
    running.request('/', [{ id: 'a' }], { parameters: { deadly: true } }),
    running.request('/', [{ id: 'b' }]),
  ])
  expect(dead).toMatchObject({ status: 'rejected', reason: { code: 'REQUEST_PEA_DIED' } })
  expect(alive).toMatchObject({ status: 'fulfilled', value: [{ id: 'b-0' }, { id: 'b-1' }] })
  await nothingHeld(running)
})

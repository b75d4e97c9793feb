import { Flow } from '@peaflow/flow'
import { afterEach, expect, test } from 'vitest'
import { eventually } from '../../../pea/test/eventually.ts'
import { childrenOf, start } from '../flows.ts'
import { idsOf, nothingHeld, tokensOf } from './pieces.ts'

const before = childrenOf(process.pid)

afterEach(() => {
  expect(childrenOf(process.pid)).toEqual(before)
})

const tokens = { name: 'tokens', uses: './tokens.mjs', concurrency: 4 }
const flow = new Flow({ name: 'reading' })
  .add(tokens)
  .add({ name: 'mark', uses: './note-piece.mjs' })
  .add({ name: 'pass' })

type Started = Awaited<ReturnType<typeof start>>

const made = ({ lines }: Started) => lines.filter(({ text }) => text.includes('made a-')).length
const closed = ({ lines }: Started) => lines.find(({ text }) => text.includes('closed a'))?.text

/** How many pieces there may be of an answer whose reader reads nothing: 32 at the gateway, and what the links take. */
const MOST_MADE = 1_000

test('a reader that reads nothing stops the generator, other requests go on, and it gets everything once it reads', async () => {
  const started = await start(flow)
  await using running = started.running
  const pieces = 10_000
  const reader = running.stream('/', [{ id: 'a' }], { pieces: true, parameters: { pieces } })[Symbol.asyncIterator]()
  const first = await reader.next()
  expect(idsOf(first.value?.documents ?? [])).toEqual(['a-0'])
  await eventually(() => made(started)).toBeGreaterThan(32)
  // As long as a reader reads nothing, no piece is made: other answers take their turns meanwhile.
  for (let other = 0; other < 20; other += 1)
    expect(idsOf(await running.request('/', [{ id: `b${other}` }]))).toEqual(tokensOf(`b${other}`, 5))
  expect(made(started)).toBeLessThan(MOST_MADE)
  const ids: unknown[] = ['a-0']
  for (let step = await reader.next(); !step.done; step = await reader.next()) {
    expect(step.value.error).toBeUndefined()
    ids.push(...idsOf(step.value.documents))
  }
  expect(ids).toEqual(tokensOf('a', pieces))
  await nothingHeld(running)
})

test('a generator that never waits leaves the link to the answers of others', async () => {
  const started = await start(new Flow({ name: 'greedy' }).add({ ...tokens, runtime: 'inline' }))
  await using running = started.running
  const options = { pieces: true, parameters: { pieces: 10_000 } }
  const reader = running.stream('/', [{ id: 'a' }], options)[Symbol.asyncIterator]()
  await reader.next()
  for (let other = 0; other < 20; other += 1)
    expect(idsOf(await running.request('/', [{ id: `b${other}` }]))).toEqual(tokensOf(`b${other}`, 5))
  expect(made(started)).toBeLessThan(128)
  await reader.return?.()
  await nothingHeld(running)
})

test('leaving the loop early closes the generator, and frees every Pea', async () => {
  const started = await start(flow)
  await using running = started.running
  const results = running.stream('/', [{ id: 'a' }], { pieces: true, parameters: { pieces: 1_000_000 } })
  for await (const { piece } of results) if (piece?.index === 10) break
  await eventually(() => closed(started)).toContain('closed a')
  await nothingHeld(running)
})

test('an aborted signal closes a generator that waits for a reader', async () => {
  const started = await start(flow)
  await using running = started.running
  const controller = new AbortController()
  const options = { pieces: true, parameters: { pieces: 1_000_000 }, signal: controller.signal }
  const reader = running.stream('/', [{ id: 'a' }], options)[Symbol.asyncIterator]()
  await reader.next()
  await eventually(() => made(started)).toBeGreaterThan(32)
  controller.abort(new Error('enough'))
  await eventually(() => closed(started)).toContain('closed a')
  await nothingHeld(running)
})

test('an aborted signal reaches a generator that waits for it', async () => {
  const started = await start(flow)
  await using running = started.running
  const controller = new AbortController()
  const request = running.request('/', [{ id: 'a' }], { parameters: { hold: 3 }, signal: controller.signal })
  request.catch(() => {})
  await eventually(() => made(started)).toBe(3)
  controller.abort(new Error('enough'))
  await expect(request).rejects.toThrow('enough')
  await eventually(() => closed(started)).toContain('closed a after 3')
  await nothingHeld(running)
})

test('the time limit of a Pod counts for the generator as a whole, and closes it', async () => {
  const limited = new Flow({ name: 'limited' }).add({ ...tokens, timeoutRequest: 300 })
  const started = await start(limited)
  await using running = started.running
  const request = running.request('/', [{ id: 'a' }], { parameters: { pieces: 1_000, step: 20 } })
  await expect(request).rejects.toMatchObject({
    code: 'REQUEST_TIMEOUT',
    message: 'the call in tokens/0 did not end within 300 ms',
  })
  await eventually(() => closed(started)).toContain('closed a')
  await nothingHeld(running)
})

test('what is not an array, and what is thrown, ends the answer, closes the generator and names the Pea', async () => {
  const wrong = { name: 'wrong', uses: './wrong-pieces.mjs' }
  const started = await start(new Flow({ name: 'wrong' }).add(wrong).add({ name: 'pass' }))
  await using running = started.running
  await expect(running.request('/', [{ id: 'text' }])).rejects.toMatchObject({ code: 'REQUEST_RESULT' })
  await eventually(() => started.lines.some(({ text }) => text.includes('closed text'))).toBe(true)
  const results = []
  for await (const result of running.stream('/', [{ id: 'throw' }], { pieces: true })) results.push(result)
  expect(results).toMatchObject([
    { piece: { index: 0, last: false }, documents: [{ id: 'first' }] },
    { index: 0, error: { code: 'REQUEST_EXECUTOR', message: 'Pod "wrong", Pea "wrong/0": thrown in the middle' } },
  ])
  await nothingHeld(running)
})

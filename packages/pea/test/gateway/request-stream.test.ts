import fc from 'fast-check'
import { expect, it } from 'vitest'
import { closing, enough, type Plan, plan, Reading, step, take, tick } from './reading.ts'

const isAscending = (numbers: readonly number[]) => numbers.every((n, at) => at === 0 || n > (numbers[at - 1] ?? n))

/** Checks what holds after any history. */
function check({ port, results }: Reading, { ordered, documents }: Plan): void {
  const indices = results.map(({ index }) => index)
  expect(new Set(indices).size).toBe(indices.length)
  if (ordered) expect(isAscending(indices)).toBe(true)
  expect(port.documents.map(({ id }) => id)).toEqual(port.documents.map((_, n) => `d${n}`))
  expect(port.documents.length).toBeLessThanOrEqual(documents)
}

it('gives every request one result, in order if asked to, whatever order reads, answers and room come in', async () => {
  await fc.assert(
    fc.asyncProperty(plan, fc.array(step, { maxLength: 40 }), async (plan, script) => {
      const reading = new Reading(plan)
      for (const one of script) {
        await take(reading, one)
        check(reading, plan)
      }
      await reading.finish()
      check(reading, plan)
      expect(reading.results).toHaveLength(Math.ceil(plan.documents / plan.batch))
      expect(reading.port.documents).toHaveLength(plan.documents)
      expect(reading.results.flatMap(({ documents }) => documents)).toHaveLength(plan.documents)
      await tick()
      expect([reading.errors, reading.settled]).toEqual([[], reading.reads])
      expect([reading.port.entered, reading.port.left, reading.closed]).toEqual([1, 1, 1])
    }),
    { numRuns: 60 },
  )
})

const ENDINGS = {
  return: async ({ stream }: Reading) => expect(await stream.return()).toEqual({ done: true, value: undefined }),
  abort: async ({ controller }: Reading) => controller.abort(enough),
  stop: async ({ port, stream }: Reading) => {
    while (port.inFlight.length > 0) port.answer(0, closing)
    stream.stop(closing)
  },
}
const ending = fc.constantFrom('return' as const, 'abort' as const, 'stop' as const)

it('ends at once at a return, an abort and a stop, tells its user once, and leaves nothing behind', async () => {
  const scripts = fc.array(step, { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(plan, ending, scripts, scripts, async (plan, end, before, after) => {
      const reading = new Reading(plan)
      for (const one of before) await take(reading, one)
      const { port } = reading
      const wasOver = port.left > 0
      await ENDINGS[end](reading)
      const sent = port.sent
      for (const one of after) await take(reading, one)
      await reading.finish()
      await tick()
      check(reading, plan)
      expect(reading.settled).toBe(reading.reads)
      expect([port.left, port.sent]).toEqual([1, sent])
      // All that was sent has its result before a stop, so there may be nothing left to tell.
      const isReported = end === 'abort' || (end === 'stop' && reading.errors.length > 0)
      const error = end === 'abort' ? enough : closing
      expect(reading.errors).toEqual(isReported && !wasOver ? [error] : [])
      expect(reading.closed).toBeLessThanOrEqual(1)
    }),
    { numRuns: 100 },
  )
})

it('does not begin if its signal has aborted', async () => {
  const reading = new Reading({ documents: 5, batch: 1, ordered: false })
  reading.controller.abort(enough)
  reading.port.available = 5
  reading.read()
  await reading.finish()
  expect([reading.errors, reading.port.sent, reading.port.left]).toEqual([[enough], 0, 1])
})

it('has at most 1,024 requests in flight or unread', async () => {
  const reading = new Reading({ documents: 3_000, batch: 1, ordered: false })
  reading.port.available = 5_000
  reading.read()
  expect(reading.port.sent).toBe(1_024)
  while (reading.port.inFlight.length > 0) reading.port.answer(0)
  await tick()
  expect(reading.port.sent).toBe(1_025)
})

it('can be read by a loop', async () => {
  const reading = new Reading({ documents: 3, batch: 1, ordered: true })
  reading.port.available = 4
  const indices: number[] = []
  queueMicrotask(() => {
    while (reading.port.inFlight.length > 0) reading.port.answer(1)
  })
  for await (const { index } of reading.stream) indices.push(index)
  expect(indices).toEqual([0, 1, 2])
})

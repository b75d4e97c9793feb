import { FlowError } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { iteratorOf, StreamedCall } from '../../src/executor/streamed-call.ts'

const encode = (documents: readonly unknown[]) => Buffer.from(JSON.stringify(documents))

/** Takes pieces, each when the test says so. */
function taker() {
  const taken: string[] = []
  let resume: (() => void) | undefined
  let onTake: (() => void) | undefined
  const pieces = {
    begun: 0,
    begin: () => {
      pieces.begun += 1
    },
    take: (payload: Uint8Array) => {
      taken.push(String(payload))
      onTake?.()
      return new Promise<void>((resolve) => {
        resume = resolve
      })
    },
  }
  const next = () =>
    new Promise<void>((resolve) => {
      onTake = resolve
      resume?.()
    })
  return { pieces, taken, next, go: () => resume?.() }
}

/** The call of an executor that returns this. */
function callOf(result: unknown): StreamedCall {
  const iterator = iteratorOf(result)
  if (iterator === undefined) throw new Error('it does not stream')
  return new StreamedCall(iterator)
}

const reason = new FlowError('REQUEST_CANCELLED', 'the request was cancelled')

it.each([
  ['a generator', (function* () {})(), true],
  ['an async generator', (async function* () {})(), true],
  ['an object that is iterated asynchronously', { [Symbol.asyncIterator]: () => (async function* () {})() }, true],
  ['an array', [{ id: 'a' }], false],
  ['a Set', new Set(), false],
  ['undefined', undefined, false],
  ['null', null, false],
  ['a string', 'text', false],
])('%s streams: %s', (_, result, isStreamed) => {
  expect(iteratorOf(result) !== undefined).toBe(isStreamed)
})

describe('StreamedCall', () => {
  it('takes a step only once the piece before is taken, and returns what the generator returns', async () => {
    const steps: number[] = []
    const generator = (function* () {
      for (const step of [1, 2]) {
        steps.push(step)
        yield [step]
      }
      return [3]
    })()
    const { pieces, taken, next, go } = taker()
    const last = callOf(generator).run({ pieces, encode })
    await next()
    expect([steps, taken, pieces.begun]).toEqual([[1], ['[1]'], 1])
    await next()
    expect([steps, taken]).toEqual([
      [1, 2],
      ['[1]', '[2]'],
    ])
    go()
    expect(String(await last)).toBe('[3]')
  })

  it('closes a generator that waits at a yield, at once', async () => {
    let isClosed = false
    const generator = (async function* () {
      try {
        yield [1]
      } finally {
        isClosed = true
      }
    })()
    const call = callOf(generator)
    const { pieces, next } = taker()
    const run = call.run({ pieces, encode })
    await next()
    call.stop(reason)
    await expect(run).rejects.toBe(reason)
    expect(isClosed).toBe(true)
  })

  it('closes a generator that waits for something else at its next step', async () => {
    let go: () => void = () => undefined
    let isClosed = false
    const generator = (async function* () {
      try {
        await new Promise<void>((resolve) => {
          go = resolve
        })
        yield [1]
        yield [2]
      } finally {
        isClosed = true
      }
    })()
    const call = callOf(generator)
    const { pieces, taken } = taker()
    const run = call.run({ pieces, encode })
    run.catch(() => {})
    call.stop(reason)
    expect(isClosed).toBe(false)
    go()
    await expect(run).rejects.toBe(reason)
    expect([isClosed, taken]).toEqual([true, []])
  })

  it.each([
    ['a string', 'text', 'REQUEST_RESULT'],
    ['nothing', undefined, 'REQUEST_RESULT'],
  ])('fails when %s is yielded, and closes the generator', async (_, value, code) => {
    let isClosed = false
    const generator = (function* () {
      try {
        yield value
      } finally {
        isClosed = true
      }
    })()
    const { pieces } = taker()
    await expect(callOf(generator).run({ pieces, encode })).rejects.toMatchObject({ code })
    expect(isClosed).toBe(true)
  })

  it('fails with what the generator throws, and with what cannot be encoded', async () => {
    const { pieces } = taker()
    const thrower = (function* () {
      yield* []
      throw new Error('thrown')
    })()
    await expect(callOf(thrower).run({ pieces, encode })).rejects.toThrow('thrown')
    const generator = (function* () {
      yield [1]
    })()
    const refuse = () => {
      throw new Error('cannot be sent')
    }
    await expect(callOf(generator).run({ pieces, encode: refuse })).rejects.toThrow('cannot be sent')
  })
})

import { FlowError } from '@peaflow/core'
import { toCause } from '@peaflow/protocol'
import { describe, expect, it } from 'vitest'
import { causesOf } from '../../src/executor/causes.ts'
import { asFlowError, executorThrew, setupThrew } from '../../src/executor/failure.ts'
import { fromThreadError, toThreadError } from '../../src/executor/thread/messages.ts'

const refused = () => Object.assign(new Error('connect ECONNREFUSED ::1:9'), { code: 'ECONNREFUSED' })
const fetchFailed = () => new TypeError('fetch failed', { cause: refused() })

describe('causesOf', () => {
  it.each([
    ['a call', executorThrew(fetchFailed())],
    ['setup', setupThrew(fetchFailed())],
    ['anything else', asFlowError(fetchFailed())],
  ])('lists what led to the failure of %s, with codes and stack traces', (_, error) => {
    const [cause] = causesOf(error) ?? []
    expect(cause).toMatchObject({ message: 'connect ECONNREFUSED ::1:9', code: 'ECONNREFUSED' })
    expect(cause?.stack).toMatch('causes.test.ts')
  })

  it('lists the errors that one error unites', () => {
    const united = new AggregateError([new Error('one is down'), 'two is down'], 'all failed')
    expect(causesOf(executorThrew(united))).toMatchObject([{ message: 'one is down' }, { message: 'two is down' }])
  })

  it("starts with the cause itself where the executor's own FlowError does not repeat it", () => {
    const error = new FlowError('REQUEST_OWN', 'no luck', { cause: fetchFailed() })
    expect(causesOf(executorThrew(error))).toMatchObject([
      { message: 'TypeError: fetch failed', causes: [{ code: 'ECONNREFUSED' }] },
    ])
  })

  it.each([
    ['no cause', new Error('alone')],
    ['a cause of null', new Error('alone', { cause: null })],
    ['a string', 'text'],
    ['undefined', undefined],
  ])('is undefined for %s', (_, thrown) => {
    expect(causesOf(executorThrew(thrown))).toBeUndefined()
  })

  it('cuts cycles, and what is too much', () => {
    const cyclic = new Error('a')
    cyclic.cause = new Error('b', { cause: cyclic })
    expect(causesOf(executorThrew(cyclic))).toMatchObject([{ message: 'b' }])
    let deep = new Error('x'.repeat(9_000))
    for (let level = 0; level < 10_000; level++) deep = new Error('x'.repeat(9_000), { cause: deep })
    const wide = new AggregateError(Array.from({ length: 1_000 }, () => new AggregateError(Array(1_000).fill(deep))))
    expect(JSON.stringify(causesOf(executorThrew(wide))).length).toBeLessThan(300_000)
  })

  it('survives an error whose properties throw', () => {
    const hostile = Object.defineProperty(new Error('odd'), 'cause', {
      get: () => {
        throw new Error('no')
      },
    })
    expect(causesOf(executorThrew(hostile))).toBeUndefined()
  })
})

it('brings the causes back from a thread', () => {
  const error = fromThreadError(structuredClone(toThreadError(setupThrew(fetchFailed()))))
  expect(error.cause).toMatchObject({ stack: expect.stringMatching('fetch failed'), cause: { code: 'ECONNREFUSED' } })
  expect(causesOf(error)).toMatchObject([{ code: 'ECONNREFUSED' }])
  const own = new FlowError('REQUEST_OWN', 'no luck', { cause: fetchFailed() })
  expect(causesOf(fromThreadError(toThreadError(own)))).toEqual(causesOf(own))
  expect(toCause({ message: 'none' })).toBeUndefined()
})

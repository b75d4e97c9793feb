import type { Document } from '@peaflow/core'
import { expect, it } from 'vitest'
import type { RequestSketch } from '../src/history.ts'
import { type Ending, Oracle, toDocument, type Verdicts } from '../src/oracle.ts'

const request: RequestSketch = {
  id: '0.1',
  number: 2,
  bytes: 1_000,
  slow: 'a',
  milliseconds: 5,
  cut: undefined,
  throws: undefined,
  abortAfter: undefined,
  pause: 0,
}

const sent = toDocument(request)
const marked: Document = { ...sent, tags: { ...sent.tags, a: 2, b: 2 } }
const answer = (...documents: Document[]): Ending => ({ type: 'answer', documents })

/** What an oracle finds after some endings of one request. */
function judge(endings: readonly Ending[], { expected = '0.1', of = request } = {}): Partial<Verdicts> {
  const oracle = new Oracle(['a', 'b'])
  oracle.sent(of)
  for (const ending of endings) oracle.ended('0.1', ending, expected)
  oracle.close()
  const { lost, twice, changed, disordered } = oracle.verdicts
  const wrong = { lost, twice, changed, disordered }
  expect(oracle.complaints).toHaveLength(lost + twice + changed + disordered)
  return Object.fromEntries(Object.entries(wrong).filter(([, count]) => count > 0))
}

it('has no complaint about an answer with the same bytes and the mark of each Pod', () => {
  expect(judge([answer(marked)])).toEqual({})
})

const changed: [what: string, ...documents: Document[]][] = [
  ['no document'],
  ['two documents', marked, marked],
  ['another document', { ...marked, id: '0.2' }],
  ['a byte that differs', { ...marked, blob: Buffer.alloc(1_000, '0.1 ').fill('x', 999) }],
  ['bytes that are missing', { ...marked, blob: Buffer.alloc(999, '0.1 ') }],
  ['no bytes', { id: '0.1', tags: marked.tags ?? {} }],
  ['a mark that is missing', { ...marked, tags: { ...sent.tags, a: 2 } }],
  ['a mark too many', { ...marked, tags: { ...marked.tags, c: 2 } }],
  ['the mark of another request', { ...marked, tags: { ...sent.tags, a: 2, b: 3 } }],
]

it.each(changed)('sees %s', (_what, ...documents) => {
  expect(judge([answer(...documents)])).toEqual({ changed: 1 })
})

it('sees a request that fails, that never ends and that is aborted by another than its caller', () => {
  expect(judge([{ type: 'error', code: 'REQUEST_TIMEOUT', message: '' }])).toEqual({ lost: 1 })
  expect(judge([])).toEqual({ lost: 1 })
  expect(judge([{ type: 'aborted' }])).toEqual({ lost: 1 })
  expect(judge([{ type: 'aborted' }], { of: { ...request, abortAfter: 3 } })).toEqual({})
})

it('sees a request that does not fail though an executor threw, or that fails for another reason', () => {
  const of = { ...request, throws: 'b' }
  const error = (message: string): Ending => ({ type: 'error', code: 'REQUEST_EXECUTOR', message })
  expect(judge([error('in "b/0": b refuses 0.1')], { of })).toEqual({})
  expect(judge([error('in "b/0": b refuses 0.2')], { of })).toEqual({ lost: 1 })
  expect(judge([{ type: 'error', code: 'REQUEST_TIMEOUT', message: 'b refuses 0.1' }], { of })).toEqual({ lost: 1 })
  expect(judge([answer(marked)], { of })).toEqual({ changed: 1 })
  expect(judge([error('in "c/0": c refuses 0.1')], { of: { ...of, throws: 'c' } })).toEqual({ lost: 1 })
  expect(judge([answer(marked)], { of: { ...of, throws: 'c' } })).toEqual({})
})

it('sees a second answer, and one to a request that was never made', () => {
  expect(judge([answer(marked), answer(marked)])).toEqual({ twice: 1 })
  const oracle = new Oracle([])
  oracle.ended('9', answer())
  expect(oracle.verdicts.twice).toBe(1)
})

it('sees an answer out of order', () => {
  expect(judge([answer(marked)], { expected: '0.0' })).toEqual({ disordered: 1 })
})

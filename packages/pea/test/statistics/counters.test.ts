import { countOf, MAX_CODES, MAX_COUNTED_ENDPOINTS, OTHER } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodePayload } from '../../src/document/payload.ts'
import { documentCount } from '../../src/document/payload-layout.ts'
import { ByEndpoint } from '../../src/statistics/by-endpoint.ts'
import { Counters } from '../../src/statistics/counters.ts'
import { FailureCounts } from '../../src/statistics/failure-counts.ts'

it('counts each endpoint apart, up to 64, and the others together', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(80)), (numbers) => {
      const counts = new ByEndpoint(() => ({ count: 0 }))
      for (const number of numbers) counts.of(`/${number}`).count += 1
      const apart = [...new Set(numbers)].slice(0, MAX_COUNTED_ENDPOINTS)
      const others = numbers.filter((number) => !apart.includes(number)).length
      const expected = apart.map((one) => [`/${one}`, { count: numbers.filter((number) => number === one).length }])
      expect(counts.entries()).toEqual(others === 0 ? expected : [...expected, [OTHER, { count: others }]])
    }),
  )
})

it('counts each code apart, up to 16, and the others, and what is no code, together', () => {
  const counts = new FailureCounts()
  for (let number = 0; number < 20; number++) counts.add(`CODE_${number}`)
  counts.add('CODE_3')
  counts.add('no code')
  const snapshot = counts.snapshot()
  expect(Object.keys(snapshot)).toHaveLength(MAX_CODES + 1)
  expect(snapshot).toMatchObject({ CODE_3: 2, CODE_15: 1, [OTHER]: 5 })
})

it('reads the number of documents from a payload', () => {
  const documents = fc.oneof(fc.nat(20), fc.constantFrom(255, 256, 65_535, 65_536))
  fc.assert(
    fc.property(documents, (count) => {
      expect(documentCount(encodePayload({ documents: new Array(count).fill({}), parameters: {} }))).toBe(count)
    }),
    { numRuns: 40 },
  )
  const noPayloads = [[], [0x92], [0x91, 0x90], [0x92, 0xdc, 0], [0x92, 0xdd, 0, 0, 0], [0x92, 0xc0]]
  expect(noPayloads.map((bytes) => documentCount(Uint8Array.from(bytes)))).toEqual(noPayloads.map(() => 0))
})

it('has what calls were made, how long their requests waited, and how many documents they had', () => {
  const counters = new Counters()
  const payload = (count: number) => encodePayload({ documents: new Array(count).fill({}), parameters: {} })
  counters.of('/a').wait(8)
  counters.of('/a').begin([payload(2)])
  counters.of('/a').end(32)
  counters.of('/a').served += 1
  counters.of('/a').wait(0)
  counters.of('/a').begin([payload(3), payload(4)]) // a join: documents with the same ids
  counters.fail('/a', 'REQUEST_TIMEOUT')
  const [endpoint] = counters.snapshot().endpoints
  expect(endpoint).toMatchObject({ endpoint: '/a', served: 1, failed: { REQUEST_TIMEOUT: 1 } })
  expect(endpoint?.wait).toEqual({ sum: 8, zero: 1, offset: 23, buckets: [1] })
  expect(endpoint?.call).toEqual({ sum: 32, zero: 0, offset: 39, buckets: [1] })
  expect(endpoint && [endpoint.documents.sum, countOf(endpoint.documents)]).toEqual([6, 2])
  expect(counters.failed).toBe(1)
})

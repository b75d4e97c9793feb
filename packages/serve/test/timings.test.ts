import { expect, it } from 'vitest'
import { timingHeaders, toTimings } from '../src/answer/timings.ts'

it('gives each Pod two names, one for its calls and one for the wait before them', () => {
  const times = { encode: [4.126, 31], index: [0, 2] } as const
  expect(toTimings(times)).toEqual({ encode: 31, 'encode-wait': 4.13, index: 2, 'index-wait': 0 })
  expect(timingHeaders(times)).toEqual({
    'server-timing': 'encode;dur=31, encode-wait;dur=4.13, index;dur=2, index-wait;dur=0',
  })
})

it('lets no name break out of its token', () => {
  const { 'server-timing': header } = timingHeaders({ 'a;b, c\r\nSet-Cookie: x="é"': [0, 1] })
  expect(header).toBe('a_b__c__Set-Cookie__x____;dur=1, a_b__c__Set-Cookie__x____-wait;dur=0')
})

it('stays within what clients take as a header', () => {
  const times = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`pod${index}`, [1, 2]] as const))
  expect(timingHeaders(times)['server-timing']?.length).toBeLessThanOrEqual(4_096)
  expect(timingHeaders({})).toEqual({})
})

import { expect, it } from 'vitest'
import { RecentCancels } from '../../src/running/recent-cancels.ts'

it('remembers the last 4,096 cancelled requests, for a minute', () => {
  const recent = new RecentCancels()
  const all = Array.from({ length: 5_000 }, (_, request) => request)
  recent.add(all, { hasFailed: false, now: 0 })
  recent.add([9_999], { hasFailed: true, now: 30_000 })
  expect(recent.of({}, 59_999)).toEqual([...all.slice(-4_095), 9_999])
  expect(recent.of({ side: true }, 59_999)).toEqual(all.slice(-4_095))
  expect(recent.of({}, 60_000)).toEqual([9_999])
  expect(recent.of({}, 90_000)).toEqual([])
})

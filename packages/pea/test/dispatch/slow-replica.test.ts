import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lookAhead, othersFinishFirst } from '../../src/dispatch/slow-replica.ts'
import type { PeerWork } from '../../src/link/peer-load.ts'

const IDLE: PeerWork = { duration: 5, concurrency: 1, running: 0, load: 0, idleTime: 0 }
const BUSY: PeerWork = { ...IDLE, running: 1, load: 1 }
const SLOW: PeerWork = { ...IDLE, duration: 50 }

const cases: [what: string, own: PeerWork, others: PeerWork[], queued: number, isFirst: boolean][] = [
  ['one is queued, and a fast one will be free', SLOW, [BUSY, BUSY, BUSY], 1, true],
  ['many are queued', SLOW, [BUSY, BUSY, BUSY], 28, false],
  ['few are queued, but each fast one has many', SLOW, [{ ...BUSY, load: 10 }], 1, false],
  ['many are queued, but the others call many at once', SLOW, [{ ...BUSY, concurrency: 8 }], 27, true],
  ['a call in the other has run for long', SLOW, [{ ...BUSY, duration: 70 }], 1, false],
  ['all are alike', IDLE, [BUSY, BUSY], 1, false],
  ['it is busy itself, and the others are not', BUSY, [IDLE], 1, true],
  ['it calls several at once', { ...BUSY, concurrency: 2 }, [BUSY], 1, false],
  ['it has gone without for long', { ...SLOW, idleTime: 1_001 }, [BUSY], 1, false],
  ['the duration of its calls is unknown', { ...SLOW, duration: 0 }, [BUSY], 1, false],
  ['that of the others is unknown', SLOW, [{ ...BUSY, duration: 0 }], 1, false],
  ['its calls are too long to wait for', { ...SLOW, duration: 1_001 }, [BUSY], 1, false],
  ['its calls are too short to matter', { ...SLOW, duration: 0.9 }, [{ ...BUSY, duration: 0.1 }], 1, false],
  ['it has no siblings', SLOW, [], 1, false],
]

it.each(cases)('when %s', (_, own, others, queued, isFirst) => {
  expect(othersFinishFirst(own, others, queued)).toBe(isFirst)
})

const work: fc.Arbitrary<PeerWork> = fc
  .record({
    duration: fc.double({ min: 0, max: 1_200, noNaN: true }),
    concurrency: fc.integer({ min: 1, max: 8 }),
    running: fc.nat(8),
    prefetched: fc.nat(4),
    idleTime: fc.nat(2_000),
  })
  .map(({ running, prefetched, concurrency, ...rest }) => ({
    ...rest,
    concurrency,
    running: Math.min(running, concurrency),
    load: Math.min(running, concurrency) + prefetched,
  }))

const works = fc.array(work, { minLength: 1, maxLength: 8 })

const othersOf = (all: readonly PeerWork[], own: PeerWork) => all.filter((one) => one !== own)

it('never lets all of them go without', () => {
  fc.assert(
    fc.property(works, fc.nat(100), (all, queued) => {
      expect(all.every((own) => othersFinishFirst(own, othersOf(all, own), queued))).toBe(false)
    }),
  )
})

it('lets none idle when as many are queued as it looks ahead', () => {
  fc.assert(
    fc.property(works, (all) => {
      const ahead = lookAhead(all)
      fc.pre(ahead < 64)
      for (const own of all.filter(({ running, concurrency }) => running < concurrency)) {
        expect(othersFinishFirst(own, othersOf(all, own), ahead)).toBe(false)
      }
    }),
  )
})

it('never looks further ahead than 64, and not at all while all durations are unknown', () => {
  fc.assert(
    fc.property(works, (all) => {
      expect(lookAhead(all)).toBeLessThanOrEqual(64)
      expect(lookAhead(all.map((one) => ({ ...one, duration: 0 })))).toBe(0)
    }),
  )
})

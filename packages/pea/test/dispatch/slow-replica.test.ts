import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lookAhead, othersFinishFirst } from '../../src/dispatch/slow-replica.ts'
import type { PeerWork } from '../../src/link/peer-load.ts'

const IDLE: PeerWork = { duration: 5, concurrency: 1, running: 0, load: 0, idleTime: 0 }
const BUSY: PeerWork = { ...IDLE, running: 1, load: 1 }
const SLOW: PeerWork = { ...IDLE, duration: 50 }

const cases: [what: string, own: PeerWork, others: PeerWork[], backlog: number, isSooner: boolean][] = [
  ['one waits, and a fast one will be free', SLOW, [BUSY, BUSY, BUSY], 1, true],
  ['many wait', SLOW, [BUSY, BUSY, BUSY], 28, false],
  ['few wait, but each fast one has many', SLOW, [{ ...BUSY, load: 10 }], 1, false],
  ['many wait, but the others do many at once', SLOW, [{ ...BUSY, concurrency: 8 }], 27, true],
  ['a call there has been running for long', SLOW, [{ ...BUSY, duration: 70 }], 1, false],
  ['all are alike', IDLE, [BUSY, BUSY], 1, false],
  ['it is busy itself, and the others are not', BUSY, [IDLE], 1, true],
  ['it does several at once', { ...BUSY, concurrency: 2 }, [BUSY], 1, false],
  ['it has been without for long', { ...SLOW, idleTime: 1_001 }, [BUSY], 1, false],
  ['nobody knows how long its calls take', { ...SLOW, duration: 0 }, [BUSY], 1, false],
  ['nobody knows that of the others', SLOW, [{ ...BUSY, duration: 0 }], 1, false],
  ['its calls are too long to wait for', { ...SLOW, duration: 1_001 }, [BUSY], 1, false],
  ['its calls are too short to matter', { ...SLOW, duration: 0.9 }, [{ ...BUSY, duration: 0.1 }], 1, false],
  ['it has no siblings', SLOW, [], 1, false],
]

it.each(cases)('when %s', (_, own, others, backlog, isSooner) => {
  expect(othersFinishFirst(own, others, backlog)).toBe(isSooner)
})

const work: fc.Arbitrary<PeerWork> = fc
  .record({
    duration: fc.double({ min: 0, max: 1_200, noNaN: true }),
    concurrency: fc.integer({ min: 1, max: 8 }),
    running: fc.nat(8),
    stored: fc.nat(4),
    idleTime: fc.nat(2_000),
  })
  .map(({ running, stored, concurrency, ...rest }) => ({
    ...rest,
    concurrency,
    running: Math.min(running, concurrency),
    load: Math.min(running, concurrency) + stored,
  }))

const works = fc.array(work, { minLength: 1, maxLength: 8 })

const othersOf = (all: readonly PeerWork[], own: PeerWork) => all.filter((one) => one !== own)

it('never tells all to go without', () => {
  fc.assert(
    fc.property(works, fc.nat(100), (all, backlog) => {
      expect(all.every((own) => othersFinishFirst(own, othersOf(all, own), backlog))).toBe(false)
    }),
  )
})

it('lets nobody idle who sees as many wait as there are to be seen', () => {
  fc.assert(
    fc.property(works, (all) => {
      const sight = lookAhead(all)
      fc.pre(sight < 64)
      for (const own of all.filter(({ running, concurrency }) => running < concurrency)) {
        expect(othersFinishFirst(own, othersOf(all, own), sight)).toBe(false)
      }
    }),
  )
})

it('never has more wait than 64, and none where all are too short or too long to be known', () => {
  fc.assert(
    fc.property(works, (all) => {
      expect(lookAhead(all)).toBeLessThanOrEqual(64)
      expect(lookAhead(all.map((one) => ({ ...one, duration: 0 })))).toBe(0)
    }),
  )
})

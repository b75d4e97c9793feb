import fc from 'fast-check'
import { expect, it } from 'vitest'
import { assignNumber } from '../../src/enrolment/numbers.ts'

const max = fc.integer({ min: 1, max: 12 })
const number = fc.integer({ min: 0, max: 14 })
const taken = fc.uniqueArray(fc.integer({ min: 0, max: 11 })).map((numbers) => new Set(numbers))

it('gives the smallest number that is free, and none once all are taken', () => {
  const holds = (used: ReadonlySet<number>, most: number) => {
    const free = Array.from({ length: most }, (_, one) => one).filter((one) => !used.has(one))
    expect(assignNumber(used, most)).toBe(free[0])
  }
  fc.assert(fc.property(taken, max, holds))
})

it('gives a replica the number that it has to have or none, and the one that it had if that is free', () => {
  const holds = (used: ReadonlySet<number>, most: number, wish: number) => {
    const isFree = wish < most && !used.has(wish)
    expect(assignNumber(used, most, { replica: wish })).toBe(isFree ? wish : undefined)
    expect(assignNumber(used, most, { before: wish })).toBe(isFree ? wish : assignNumber(used, most))
  }
  fc.assert(fc.property(taken, max, number, holds))
})

it('gives as many replicas as there may be different numbers, in whatever order they come and go', () => {
  const steps = fc.array(fc.oneof(fc.constant('join' as const), fc.nat({ max: 11 })), { maxLength: 60 })
  const holds = (most: number, moves: readonly ('join' | number)[]) => {
    const present = new Set<number>()
    for (const move of moves) {
      const given = move === 'join' ? assignNumber(present, most) : undefined
      if (move !== 'join') present.delete(move)
      else if (given === undefined) expect(present.size).toBe(most)
      else {
        expect(present.has(given)).toBe(false)
        present.add(given)
      }
    }
  }
  fc.assert(fc.property(max, steps, holds))
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toRanges } from '../../src/link/ranges.ts'

it('covers exactly the numbers, in as few ranges as can be', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60)), (numbers) => {
      const ranges = toRanges([...numbers])
      const covered: number[] = []
      for (let index = 0; index < ranges.length; index += 2) {
        for (let number = ranges[index] ?? 0; number < (ranges[index + 1] ?? 0); number += 1) covered.push(number)
        if (index > 0) expect(ranges[index]).toBeGreaterThan(ranges[index - 1] ?? 0)
      }
      expect(covered).toEqual([...numbers].sort((a, b) => a - b))
    }),
  )
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countEpochs } from '../../src/link/epochs.ts'

const ANYWHERE = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

it('counts in 32 bits from anywhere, and never returns 0', () => {
  fc.assert(
    fc.property(ANYWHERE, (start) => {
      const next = countEpochs(start)
      const epochs = Array.from({ length: 20 }, next)
      expect(new Set(epochs).size).toBe(20)
      for (const epoch of epochs) expect(epoch > 0 && epoch <= 0xffff_ffff && Number.isInteger(epoch)).toBe(true)
    }),
  )
})

it('begins elsewhere with another start, and wraps around', () => {
  expect(countEpochs(0.25)()).not.toBe(countEpochs(0.5)())
  const next = countEpochs(1 - 1e-11)
  expect([next(), next()]).toEqual([0xffff_ffff, 1])
})

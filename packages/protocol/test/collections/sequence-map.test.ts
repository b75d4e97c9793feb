import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SequenceMap } from '../../src/collections/sequence-map.ts'

const number = fc.oneof(
  fc.nat({ max: 40 }),
  fc.nat({ max: 40 }).map((n) => n * 1_024),
  fc.nat({ max: 9 }).map((n) => n * 65_536),
)

it('behaves like a Map', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ number, adds: fc.boolean() }), { maxLength: 200 }), (steps) => {
      const map = new SequenceMap<string>()
      const model = new Map<number, string>()
      for (const { number: key, adds } of steps) {
        if (!adds) {
          expect(map.delete(key)).toBe(model.get(key))
          model.delete(key)
        } else if (!model.has(key)) {
          map.add(key, `${key}`)
          model.set(key, `${key}`)
        }
        expect(map.get(key)).toBe(model.get(key))
        expect(map.size).toBe(model.size)
      }
      expect(new Map(map.entries())).toEqual(model)
    }),
    { numRuns: 300 },
  )
})

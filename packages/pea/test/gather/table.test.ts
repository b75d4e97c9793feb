import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Table } from '../../src/gather/table.ts'

const request = fc.oneof(
  fc.nat({ max: 40 }),
  fc.nat({ max: 40 }).map((n) => n * 1_024),
  fc.nat({ max: 9 }).map((n) => n * 65_536),
)

it('behaves as a map', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ request, adds: fc.boolean() }), { maxLength: 200 }), (steps) => {
      const table = new Table<{ readonly request: number }>()
      const model = new Map<number, { readonly request: number }>()
      for (const { request: number, adds } of steps) {
        const item = { request: number }
        if (!adds) {
          table.delete(number)
          model.delete(number)
        } else if (!model.has(number)) {
          table.add(item)
          model.set(number, item)
        }
        expect(table.get(number)).toBe(model.get(number))
        expect(table.size).toBe(model.size)
      }
      expect(new Set(table.values())).toEqual(new Set(model.values()))
    }),
    { numRuns: 300 },
  )
})

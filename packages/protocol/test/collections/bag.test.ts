import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Bag } from '../../src/collections/bag.ts'

it('behaves like a Set without an order, and deletes an item once, whatever has taken its position', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ adds: fc.boolean(), index: fc.nat(60) }), { maxLength: 200 }), (steps) => {
      const bag = new Bag<object>()
      const model = new Set<object>()
      const added: { readonly item: object; readonly position: number }[] = []
      for (const { adds, index } of steps) {
        const one = added[index]
        if (adds) {
          const item = { index: added.length }
          added.push({ item, position: bag.add(item) })
          model.add(item)
        } else if (one !== undefined) {
          bag.delete(one.item, one.position)
          model.delete(one.item)
        }
        expect(bag.size).toBe(model.size)
        expect(new Set(bag)).toEqual(model)
      }
    }),
  )
})

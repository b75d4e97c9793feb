import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Queue } from '../../src/collections/queue.ts'

const steps = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.constant('shift' as const), fc.constant('extract' as const)),
  { maxLength: 200 },
)

it('behaves like an array', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const queue = new Queue<number>()
      const model: number[] = []
      for (const step of all) {
        if (step === 'shift') expect(queue.shift()).toBe(model.shift())
        else if (step === 'extract') {
          expect(queue.extract((item) => item % 3 === 0)).toEqual(model.filter((item) => item % 3 === 0))
          model.splice(0, model.length, ...model.filter((item) => item % 3 !== 0))
        } else {
          queue.push(step)
          model.push(step)
        }
        expect(queue.size).toBe(model.length)
        expect(queue.peek()).toBe(model[0])
      }
    }),
  )
})

it('retains the order over many items', () => {
  const queue = new Queue<number>()
  let expected = 1
  for (let item = 1; item <= 20_000; item += 1) {
    queue.push(item)
    if (item % 3 !== 0) expect(queue.shift()).toBe(expected++)
  }
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ack, giveParts, openGiver, openTaker, runOf } from './ends.ts'

it('counts what the peer still has to work on: not what was called, even while nobody has that yet', () => {
  const giver = openGiver('b/0')
  giver.lane.hear(ack({ got: 0 }))
  giveParts(giver, 3)
  expect(giver.lane.load).toBe(3)
  giver.lane.hear(ack({ got: 3, running: [0] }))
  expect(giver.lane.load).toBe(3)
  giver.lane.hear(ack({ got: 3, running: [1] }))
  expect([giver.lane.load, giver.lane.pending]).toEqual([2, 3])
  giver.lane.hear(ack({ got: 3, doneBelow: 3 }))
  expect([giver.lane.load, giver.lane.pending]).toEqual([0, 0])
})

it('counts what is given to another peer after a death as not called', () => {
  const [died, next] = [openGiver('b/0'), openGiver('b/1')]
  for (const { lane } of [died, next]) lane.hear(ack({ got: 0 }))
  giveParts(died, 2)
  died.lane.hear(ack({ got: 2, running: [0] }))
  died.lane.hear(ack({ got: 2 }))
  for (const parcel of died.lane.part()) next.lane.give(parcel)
  expect([died.lane.load, next.lane.load]).toEqual([0, 2])
})

const steps = fc.array(
  fc.record({
    give: fc.integer({ min: 1, max: 5 }),
    doneBelow: fc.nat(40),
    running: fc.uniqueArray(fc.nat(40), { maxLength: 4 }),
  }),
  { maxLength: 30 },
)

it('is what is not done, without what has been called, whatever the receipts say', () => {
  fc.assert(
    fc.property(steps, (script) => {
      const giver = openGiver('b/0')
      giver.lane.hear(ack({ got: 0 }))
      const called = new Set<number>()
      let [next, before] = [0, new Set<number>()]
      for (const step of script) {
        next += step.give
        giveParts(giver, step.give)
        const doneBelow = Math.min(step.doneBelow, next)
        const running = step.running.filter((seq) => seq < next)
        expect(giver.lane.hear(ack({ got: next, doneBelow, running }))).toBe(true)
        const open = new Set(giver.lane.parcels().map(({ seq }) => seq))
        for (const seq of before) if (!running.includes(seq)) called.add(seq)
        before = new Set(running.filter((seq) => open.has(seq)))
        expect(giver.lane.load).toBe([...open].filter((seq) => !called.has(seq)).length)
      }
    }),
  )
})

it('is told as soon as a call is over, if calls are not shorter than a message takes', () => {
  for (const isFast of [false, true]) {
    const { taker, turn, heard } = openTaker((receipt) => {
      receipt.begin()
      turn.flush()
      receipt.end()
      turn.flush()
      return true
    }, isFast)
    taker.hear(runOf(1))
    const running = heard.flat().flatMap((record) => ('running' in record ? [record.running] : []))
    expect(running.slice(1)).toEqual(isFast ? [[0]] : [[0], []])
  }
})

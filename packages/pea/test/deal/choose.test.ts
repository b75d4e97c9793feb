import { expect, it } from 'vitest'
import { choiceOf } from '../../src/deal/choose.ts'
import { ack, giveParts, openGiver } from '../lane/ends.ts'

it('balances by what a peer has to do, not by what it has not been rid of', () => {
  const [free, busy] = [openGiver('b/0'), openGiver('b/1')]
  for (const giver of [free, busy]) giver.lane.hear(ack({ got: 0, limit: 4 }))
  giveParts(free, 2)
  giveParts(busy, 1)
  // Both calls are over, but the next Pea has not said yet that it got what was made.
  free.lane.hear(ack({ got: 2, limit: 4, running: [0, 1] }))
  free.lane.hear(ack({ got: 2, limit: 4 }))
  busy.lane.hear(ack({ got: 1, limit: 4, running: [0] }))
  const choose = choiceOf('load_balance', false)
  const lanes = [free.lane, busy.lane]
  expect(Array.from(lanes, () => choose(lanes, 1)?.peer)).toEqual(['b/0', 'b/0'])
})

it('gives of equals to the one that takes most, and to nobody without credit', () => {
  const [slow, fast] = [openGiver('b/0'), openGiver('b/1')]
  const choose = choiceOf('load_balance', false)
  const lanes = [slow.lane, fast.lane]
  expect(choose(lanes, 1)).toBeUndefined()
  slow.lane.hear(ack({ got: 0, limit: 1 }))
  fast.lane.hear(ack({ got: 0, limit: 2 }))
  expect(Array.from(lanes, () => choose(lanes, 1)?.peer)).toEqual(['b/1', 'b/1'])
})

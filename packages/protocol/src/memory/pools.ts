import { collectAfterBurst } from '../tuning/full-collection.ts'
import { BufferPool } from './buffer-pool.ts'
import { Burst } from './burst.ts'

const burst = new Burst(() => {
  receivePool.clear()
  sendPool.clear()
  return collectAfterBurst()
})

/** Buffers for received frames. A Pea that relays frames releases them. One that passes them to the user does not. */
export const receivePool = new BufferPool(burst.add)

/** Buffers for large payloads that are encoded in this process. */
export const sendPool = new BufferPool(burst.add)

/** Notes that a large buffer is garbage from now on, which no pool learns: a received payload that the user's code had. */
export const noteGarbage = burst.add

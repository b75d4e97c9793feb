import { type Batch, pack, RECORD, receivePool, sendPool, unpack } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { SharedOwner } from '../../src/dispatch/broadcast.ts'
import { OutgoingMessage } from '../../src/gateway/outgoing-message.ts'
import { PooledPayload } from '../../src/gateway/payload-memory.ts'
import { PendingRequest } from '../../src/join/pending-request.ts'
import type { DeliveryOwner } from '../../src/link/delivery.ts'

const FLOW = Buffer.alloc(8)
const LENGTH = 60_000

/** Whether this memory can be reused. */
const isFree = ({ buffer }: Buffer) => sendPool.acquire(LENGTH).buffer === buffer

/** The owner of a sending of a payload whose request has ended. */
function pooled(payload: Buffer, edges: number): DeliveryOwner {
  const memory = new PooledPayload(payload)
  memory.retain(edges)
  memory.release()
  return new OutgoingMessage({ request: 0, endpoint: '/', deadline: 0, payload, memory })
}

it.each([
  ['edge', 2, (payload: Buffer) => pooled(payload, 2)],
  ['shard', 3, (payload: Buffer) => new SharedOwner(pooled(payload, 1), 3)],
])('releases a payload once every %s has settled it', (_, count, ownerOf) => {
  const payload = sendPool.acquire(LENGTH)
  const owner = ownerOf(payload)
  for (let settled = 0; settled < count; settled += 1) {
    expect(isFree(payload)).toBe(false)
    owner.settled()
  }
  expect(isFree(payload)).toBe(true)
})

it('releases a large relayed payload once every edge has settled it', () => {
  const payload = Buffer.alloc(LENGTH)
  const message = {
    shard: 0,
    shards: 1,
    attempt: 0,
    tries: 0,
    isUrgent: false,
    payload,
    payloadBytes: LENGTH,
    endpoint: '/',
    timeLeft: 60_000,
  }
  const [frame, attachment] = pack(FLOW, [{ type: RECORD.DATA, seq: 0, request: 0, ...message }]) as [Buffer, Buffer]
  const copy = receivePool.acquire(LENGTH)
  attachment.copy(copy)
  const [batch] = unpack(FLOW, { frames: [frame, copy], arrivedAt: 0 }) as [Batch]
  const pending = new PendingRequest(batch.message(0), () => undefined)
  pending.complete(batch.message(0))
  pending.sendOn(2)
  pending.settled()
  expect(receivePool.acquire(LENGTH).buffer).not.toBe(copy.buffer)
  pending.settled()
  expect(receivePool.acquire(LENGTH).buffer).toBe(copy.buffer)
})

it('does not release a pack of which a batch is only a portion', () => {
  const payload = Buffer.alloc(20_000)
  const messages = [0, 1, 5, 6].map((seq) => {
    const whole = { shard: 0, shards: 1, attempt: 0, tries: 0, isUrgent: false, payload, payloadBytes: payload.length }
    return { type: RECORD.DATA, seq, request: seq, endpoint: '/', timeLeft: 60_000, ...whole }
  })
  const [packed] = pack(FLOW, messages) as [Buffer]
  const frame = receivePool.acquire(packed.length)
  packed.copy(frame)
  const batches = unpack(FLOW, { frames: [frame], arrivedAt: 0 }) as Batch[]
  expect(batches.map(({ count }) => count)).toEqual([2, 2])
  batches[0]?.release()
  expect(receivePool.acquire(frame.length).buffer).not.toBe(frame.buffer)
})

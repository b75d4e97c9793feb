import {
  type Ack,
  type Batch,
  type DataRecord,
  type Greeting,
  NO_PROOF,
  pack,
  RECORD,
  type ReceivedMessage,
  receivePool,
  unpack,
  type WireRecord,
} from '@peaflow/protocol'
import type { Acknowledgement } from '../../src/link/acknowledgement.ts'
import { Delivery, type DeliveryOwner } from '../../src/link/delivery.ts'
import { FlushScheduler } from '../../src/link/flush-scheduler.ts'
import { Receiver } from '../../src/link/receiver.ts'
import { Sender } from '../../src/link/sender.ts'
import { Session, type SessionOwner } from '../../src/link/session.ts'
import { Counters } from '../../src/statistics/counters.ts'

export const FLOW = Buffer.from('0123456789abcdef', 'hex')

const IGNORED: DeliveryOwner = { sent: () => undefined, received: () => undefined, settled: () => undefined }

/** A receiver that has greeted, with a limit of 10 messages, and what it has sent since. */
export function openReceiver(onBatch: (acknowledgement: Acknowledgement, batch: Batch) => boolean, isFast = false) {
  const written: WireRecord[][] = []
  const scheduler = new FlushScheduler()
  const listener = { calls: false, joins: false, prefetch: { isFast, limit: 10 }, onMessage: () => undefined, onBatch }
  const receiver = new Receiver('a/0', new Session(ownerOf(1), 0), { scheduler, listener, counters: new Counters() })
  receiver.onGreeting(greeting({ sends: true, received: 0 }), { send: (records) => written.push([...records]) })
  scheduler.flush()
  const acknowledgements = () => {
    scheduler.flushAll()
    return written.flat().filter((record): record is Ack => 'limit' in record)
  }
  return { receiver, scheduler, written, acknowledgements }
}

/** A sender that has greeted, and what it has sent. */
export function openSender(peer: string) {
  const sent: WireRecord[][] = []
  const connection = { send: (records: readonly WireRecord[]) => void sent.push([...records]) }
  const scheduler = new FlushScheduler()
  const listener = { onAck: () => undefined, onReturned: () => undefined }
  const sender = new Sender(peer, new Session(ownerOf(1), 0), { scheduler, listener, counters: new Counters() })
  sender.onGreeting(greeting({ sends: false, received: 0 }), connection)
  return { sender, scheduler, connection, sent }
}

/** Sends this many messages. */
export function sendMessages({ sender, scheduler }: ReturnType<typeof openSender>, count: number): void {
  for (const delivery of deliveriesOf(count)) sender.send(delivery)
  scheduler.flush()
}

/** This many deliveries, of the requests from 100 on. */
export function deliveriesOf(count: number, owner: DeliveryOwner = IGNORED): Delivery[] {
  return batchOf(count)
    .messages()
    .map((message) => new Delivery(message, owner))
}

/** This many messages in one batch, of the requests from 100 on. */
export function batchOf(count: number, text?: string): Batch {
  return arrive(
    Array.from({ length: count }, (_, index) =>
      record({ seq: index, request: 100 + index, payload: Buffer.from(text ?? `payload ${index}`) }),
    ),
  )
}

/** A message as it arrives. */
export function messageOf(fields: Partial<DataRecord>): ReceivedMessage {
  return arrive([record(fields)]).message(0)
}

/** These records, whose sequence numbers follow each other, as the batch that arrives. */
export function arrive(records: readonly DataRecord[]): Batch {
  const frames = pack(FLOW, records).map((frame) => {
    const memory = receivePool.acquire(frame.length)
    frame.copy(memory)
    return memory
  })
  const [batch] = unpack(FLOW, { frames, arrivedAt: performance.now() - 10 }) ?? []
  if (batch === undefined || !('starts' in batch)) throw new Error('this is not a batch')
  return batch
}

/** A DATA record that is a whole request, except for what is given. */
export function record(fields: Partial<DataRecord>): DataRecord {
  const { payload = Buffer.from('x') } = fields
  const whole = {
    seq: 0,
    request: 0,
    endpoint: '/',
    timeLeft: 60_000,
    shard: 0,
    shards: 1,
    attempt: 0,
    tries: 0,
    isUrgent: false,
  }
  return { type: RECORD.DATA, ...whole, ...fields, payload, payloadBytes: payload.length }
}

/** The sequence numbers of the messages in a pack. */
export function numbersOf(frames: Buffer[]): number[] {
  const records = unpack(FLOW, { frames, arrivedAt: 0 }) ?? []
  return records.flatMap((batch) => ('starts' in batch ? batch.messages().map(({ seq }) => seq) : []))
}

/** An acknowledgement. */
export function ack(changes: Pick<Ack, 'received'> & Partial<Ack>): Ack {
  return { type: RECORD.ACK, limit: 100, settledBelow: 0, settled: [], running: [], ...changes }
}

/** A greeting of the session that both ends know, unless another is given. */
export function greeting(fields: Pick<Greeting, 'sends' | 'received'> & Partial<Greeting>): Greeting {
  const session = { incarnation: 1, epoch: 1, peerIncarnation: 1, peerEpoch: 1 }
  return {
    type: RECORD.WELCOME,
    calls: false,
    joins: false,
    edge: 0,
    pea: 'x/0',
    proof: NO_PROOF,
    ...session,
    ...fields,
  }
}

/** A Pea that opens sessions, with epochs from 1 on. */
export function ownerOf(incarnation: number, pea = 'b/0'): SessionOwner {
  let epoch = 0
  return {
    pea,
    incarnation,
    nextEpoch: () => {
      epoch += 1
      return epoch
    },
  }
}

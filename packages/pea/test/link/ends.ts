import { type Ack, type Batch, type Greeting, pack, RECORD, read, unpack, type WireRecord } from '@peaflow/protocol'
import type { Acknowledgement } from '../../src/link/acknowledgement.ts'
import { Delivery } from '../../src/link/delivery.ts'
import { FlushScheduler } from '../../src/link/flush-scheduler.ts'
import { Receiver } from '../../src/link/receiver.ts'
import { Sender } from '../../src/link/sender.ts'
import { Session } from '../../src/link/session.ts'

export const FLOW = Buffer.from('0123456789abcdef', 'hex')

/** The taking end of a lane, which has greeted, and what it has said since. */
export function openReceiver(onBatch: (acknowledgement: Acknowledgement, batch: Batch) => boolean, isFast = false) {
  const written: WireRecord[][] = []
  const scheduler = new FlushScheduler()
  const listener = { calls: false, prefetch: { isFast, limit: 10 }, onMessage: () => undefined, onBatch }
  const receiver = new Receiver('a/0', new Session(owner(), 0), { scheduler, listener })
  receiver.onGreeting(greeting({ sends: true, received: 0 }), { send: (records) => written.push([...records]) })
  scheduler.flush()
  const acknowledgements = () => {
    scheduler.flushAll()
    return written.flat().filter((record): record is Ack => 'limit' in record)
  }
  return { receiver, scheduler, written, acknowledgements }
}

/** The giving end of a lane, which has greeted, and what it has sent. */
export function openSender(peer: string) {
  const sent: WireRecord[][] = []
  const connection = { send: (records: readonly WireRecord[]) => void sent.push([...records]) }
  const scheduler = new FlushScheduler()
  const listener = { onAck: () => undefined, onReturned: () => undefined }
  const sender = new Sender(peer, new Session(owner(), 0), { scheduler, listener })
  sender.onGreeting(greeting({ sends: false, received: 0 }), connection)
  return { sender, scheduler, connection, sent }
}

/** Gives so many parts, and sends them. */
export function sendMessages({ sender, scheduler }: ReturnType<typeof openSender>, count: number): void {
  for (const delivery of deliveriesOf(count)) sender.send(delivery)
  scheduler.flush()
}

/** So many parts for whoever takes them. */
export function deliveriesOf(count: number): Delivery[] {
  const nobody = { sent: () => undefined, received: () => undefined, settled: () => undefined }
  return batchOf(count)
    .messages()
    .map((message) => new Delivery(message, nobody))
}

/** Parts as they come, in one message. */
export function batchOf(count: number, text?: string): Batch {
  const messages = Array.from({ length: count }, (_, index) => {
    const payload = Buffer.from(text ?? `payload ${index}`)
    const whole = { shard: 0, shards: 1, isUrgent: false, payload, payloadBytes: payload.length }
    return { type: RECORD.DATA, seq: index, request: 100 + index, endpoint: '/', timeLeft: 60_000, ...whole }
  })
  const arrivedAt = performance.now() - 10
  const frames = pack(FLOW, messages).map((frame) => {
    const memory = read.take(frame.length)
    frame.copy(memory)
    return memory
  })
  return unpack(FLOW, { frames, arrivedAt })?.[0] as Batch
}

/** The numbers of the parts in a message. */
export function numbersOf(frames: Buffer[]): number[] {
  const [batch] = unpack(FLOW, { frames, arrivedAt: 0 }) as [Batch]
  return batch.messages().map(({ seq }) => seq)
}

/** What a taker says. */
export function ack(changes: Pick<Ack, 'received'> & Partial<Ack>): Ack {
  return { type: RECORD.ACK, limit: 100, settledBelow: 0, settled: [], running: [], ...changes }
}

/** What greets with the session that both ends know. */
export function greeting({ sends, received }: Pick<Greeting, 'sends' | 'received'>): Greeting {
  const session = { incarnation: 1, epoch: 1, peerIncarnation: 1, peerEpoch: 1 }
  return { type: RECORD.WELCOME, sends, calls: false, edge: 0, pea: 'x/0', received, ...session }
}

function owner() {
  return { pea: 'b/0', incarnation: 1, nextEpoch: () => 1 }
}

import { GiverLane } from '../../src/lane/giver.ts'
import type { Receipt } from '../../src/lane/receipt.ts'
import { Session } from '../../src/lane/session.ts'
import { TakerLane } from '../../src/lane/taker.ts'
import { Turn } from '../../src/lane/turn.ts'
import { Parcel } from '../../src/link/parcel.ts'
import { read } from '../../src/memory/spares.ts'
import { pack } from '../../src/wire/pack.ts'
import { type Ack, type Greeting, RECORD, type WireRecord } from '../../src/wire/record.ts'
import type { Run } from '../../src/wire/run.ts'
import { unpack } from '../../src/wire/unpack.ts'

export const FLOW = Buffer.from('0123456789abcdef', 'hex')

/** The taking end of a lane, which has greeted, and what it has said since. */
export function openTaker(onRun: (receipt: Receipt, run: Run) => boolean, isFast = false) {
  const heard: WireRecord[][] = []
  const turn = new Turn()
  const listener = { calls: false, pace: { isFast }, window: () => 10, onPart: () => undefined, onRun }
  const taker = new TakerLane('a/0', new Session(owner(), 0), { turn, listener })
  taker.meet(greeting({ gives: true, got: 0 }), { send: (records) => heard.push([...records]) })
  turn.flush()
  const receipts = () => {
    turn.finish()
    return heard.flat().filter((record): record is Ack => 'limit' in record)
  }
  return { taker, turn, heard, receipts }
}

/** The giving end of a lane, which has greeted, and what it has sent. */
export function openGiver(peer: string) {
  const sent: WireRecord[][] = []
  const port = { send: (records: readonly WireRecord[]) => void sent.push([...records]) }
  const turn = new Turn()
  const listener = { onAck: () => undefined, onReturned: () => undefined }
  const lane = new GiverLane(peer, new Session(owner(), 0), { turn, listener })
  lane.meet(greeting({ gives: false, got: 0 }), port)
  return { lane, turn, port, sent }
}

/** Gives so many parts, and sends them. */
export function giveParts({ lane, turn }: ReturnType<typeof openGiver>, count: number): void {
  for (const parcel of parcelsOf(count)) lane.give(parcel)
  turn.flush()
}

/** So many parts for whoever takes them. */
export function parcelsOf(count: number): Parcel[] {
  const nobody = { given: () => undefined, got: () => undefined, forgotten: () => undefined }
  return runOf(count)
    .parts()
    .map((part) => new Parcel(part, nobody))
}

/** Parts as they come, in one message. */
export function runOf(count: number, text?: string): Run {
  const parts = Array.from({ length: count }, (_, index) => {
    const payload = Buffer.from(text ?? `payload ${index}`)
    const whole = { shard: 0, shards: 1, isUrgent: false, payload, payloadBytes: payload.length }
    return { type: RECORD.DATA, seq: index, request: 100 + index, endpoint: '/', timeLeft: 60_000, ...whole }
  })
  const arrivedAt = performance.now() - 10
  const frames = pack(FLOW, parts).map((frame) => {
    const memory = read.take(frame.length)
    frame.copy(memory)
    return memory
  })
  return unpack(FLOW, { frames, arrivedAt })?.[0] as Run
}

/** The numbers of the parts in a message. */
export function numbersOf(frames: Buffer[]): number[] {
  const [run] = unpack(FLOW, { frames, arrivedAt: 0 }) as [Run]
  return run.parts().map(({ seq }) => seq)
}

/** What a taker says. */
export function ack(changes: Pick<Ack, 'got'> & Partial<Ack>): Ack {
  return { type: RECORD.ACK, limit: 100, doneBelow: 0, done: [], running: [], ...changes }
}

/** What greets with the session that both ends know. */
export function greeting({ gives, got }: Pick<Greeting, 'gives' | 'got'>): Greeting {
  const session = { incarnation: 1, epoch: 1, peerIncarnation: 1, peerEpoch: 1 }
  return { type: RECORD.WELCOME, gives, calls: false, edge: 0, pea: 'x/0', got, ...session }
}

function owner() {
  return { pea: 'b/0', incarnation: 1, nextEpoch: () => 1 }
}

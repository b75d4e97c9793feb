import { type Heard, isAck, isGreeting, isMessage } from '../scene/record.ts'
import { type Break, changeAcks, changeGreetings, changeMessages, changeReports, sendsToo } from './change.ts'

const NO_PROOF = Buffer.alloc(16)

/** Peas that break a promise about their links. */
export const brokenLinks = {
  forgesBound: () => ({ reported: changeReports('bound', (bound) => ({ ...bound, proof: '00'.repeat(16) })) }),
  forgesHello: () => ({ heard: changeGreetings('after', (hello) => ({ ...hello, proof: NO_PROOF })) }),
  forgesWelcome: () => ({ heard: changeGreetings('before', (welcome) => ({ ...welcome, proof: NO_PROOF })) }),
  repeatsEpoch: () => {
    const epochs = new Map<string, number>()
    return {
      heard: (record, side) => {
        if (!isGreeting(record)) return [record]
        epochs.set(side, record.epoch)
        return [{ ...record, epoch: 1 }]
      },
      said: (record, side) =>
        isGreeting(record) && record.peerEpoch !== 0
          ? [{ ...record, peerEpoch: epochs.get(side) ?? record.peerEpoch }]
          : [record],
    }
  },
  hurriesReady: () => ({
    reported: (message) => {
      if (message.type !== 'status' || message.status.state !== 'starting') return [message]
      return [{ type: 'ready', pea: message.status.pea, incarnation: 1 }, message]
    },
  }),
  welcomesAnybody: () => {
    let proof: Buffer = NO_PROOF
    return {
      said: (record, side) => {
        if (!isGreeting(record) || side === 'after') return [record]
        if (record.proof.equals(NO_PROOF)) return [{ ...record, proof }]
        proof = record.proof
        return withoutEpoch6(record)
      },
    }
  },
  welcomesVersionOne: () => ({
    disturbed: (frames) => frames.map((frame) => (frame[3] === 1 ? setByte(frame, 3, 2) : frame)),
    said: withoutEpoch6,
  }),
  takesFromUnknown: sendsToo(900, (record) => isMessage(record) && record.request === 900),
  takesBeyondLimit: sendsToo(901, (record) => isMessage(record) && record.request === 901),
  takesOutOfOrder: sendsToo(902, (record) => isMessage(record) && record.request === 902),
  takesTwice: sendsToo(903, (record) => isMessage(record) && record.request === 903),
  answersTwice: sendsToo(0, (record) => isGreeting(record) && record.epoch === 4_712),
  diesOfNoise: () => ({
    disturbed: (frames, pea) => {
      if (frames.length > 1) pea.kill()
      return frames
    },
  }),
  forgetsReceived: () => ({ heard: changeGreetings('before', (welcome) => ({ ...welcome, received: 0 })) }),
  clingsToSession: () => {
    let received = 0
    return {
      heard: (record, side) => {
        if (isAck(record)) received = Math.max(received, record.received)
        return [isGreeting(record) && side === 'before' ? { ...record, received } : record]
      },
    }
  },
  losesOnReconnect: () => {
    let welcomes = 0
    let lost = 0
    return {
      said: (record, side) => {
        if (isGreeting(record) && side === 'after' && record.incarnation === 1) welcomes += 1
        return [record]
      },
      heard: (record) => (isMessage(record) && welcomes > 1 && lost++ === 0 ? [] : [record]),
    }
  },
  lowersLimit: () => {
    let isLowered = false
    return {
      heard: changeAcks((ack) => {
        if (isLowered || ack.received < 50) return ack
        isLowered = true
        return { ...ack, limit: 1 }
      }),
    }
  },
  exceedsCredit: () => ({
    said: (record, side) => [
      isAck(record) && side === 'after' && record.limit === 1 ? { ...record, limit: 9 } : record,
    ],
  }),
  cutsAttachments: () => ({
    heard: changeMessages((message) =>
      message.payload.length > 32_768 ? { ...message, payload: message.payload.subarray(0, 32_768) } : message,
    ),
  }),
  settlesEarly: () => ({
    heard: changeAcks((ack) => (ack.received === 2 && ack.settledBelow === 0 ? { ...ack, settledBelow: 2 } : ack)),
  }),
  hidesRunning: () => ({ heard: changeAcks((ack) => (ack.running.includes(0) ? { ...ack, running: [] } : ack)) }),
} as const satisfies Record<string, Break>

/** A Pea that has answered another greeting on the connection does not answer the one that the case waits for. */
function withoutEpoch6(record: Heard): readonly Heard[] {
  return isGreeting(record) && record.epoch === 6 ? [] : [record]
}

function setByte(frame: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(frame)
  changed[at] = value
  return changed
}

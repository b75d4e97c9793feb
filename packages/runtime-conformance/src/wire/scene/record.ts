import type { Ack, DataRecord, Greeting, ReceivedRecord } from '@peaflow/protocol'

/** A record as a case reads it. */
export type Heard = Greeting | Ack | DataRecord

export function isMessage(record: Heard): record is DataRecord {
  return 'payload' in record
}

export function isAck(record: Heard): record is Ack {
  return 'limit' in record
}

export function isGreeting(record: Heard): record is Greeting {
  return 'pea' in record
}

/** The records of a pack one by one, with copies of what messages hold. */
export function toHeard(records: readonly ReceivedRecord[]): Heard[] {
  return records.flatMap((record): Heard[] => ('starts' in record ? record.messages().map(copy) : [record]))
}

function copy(message: DataRecord): DataRecord {
  const { type, seq, request, endpoint, timeLeft, attempt, tries, shard, shards, isUrgent, piece, headers } = message
  const payload = Buffer.from(message.payload)
  const routing = { type, seq, request, endpoint, timeLeft, attempt, tries, shard, shards, isUrgent, piece, headers }
  return { ...routing, payload, payloadBytes: payload.length }
}

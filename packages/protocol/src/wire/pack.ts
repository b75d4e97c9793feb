import type { Batch } from './batch.ts'
import { LENGTH, PACK_HEADER_BYTES, PACK_MAGIC } from './layout.ts'
import type { RawMessage } from './record.ts'
import type { WireRecord } from './wire-record.ts'
import { isAttached, recordBytes, writeRecord, writeRoutingFields } from './write-record.ts'

/** What a pack holds. */
export interface PackContent {
  readonly flowId: Buffer
  readonly records: readonly WireRecord[]
}

/** The frames of one ZeroMQ message: the pack, then the attachments in the order of their records. */
export function pack(flowId: Buffer, records: readonly WireRecord[]): Buffer[] {
  const frame = Buffer.allocUnsafe(packBytes(records))
  return writePack([frame], 0, { flowId, records })
}

/** Bytes of the pack of these records, without attachments. */
export function packBytes(records: readonly WireRecord[]): number {
  let bytes = PACK_HEADER_BYTES
  for (const record of records) bytes += recordBytes(record)
  return bytes
}

/** The frames that a batch arrived as, if it is all that is to be sent and was all of its pack. They can be sent as they are. */
export function wholeMessage(records: readonly WireRecord[]): readonly Buffer[] | undefined {
  const [only] = records
  const isWhole = records.length === 1 && only !== undefined && 'starts' in only && only.isWhole
  return isWhole ? only.pack.frames : undefined
}

/** Whether one of the records has an attachment. */
export function hasAttachments(records: readonly WireRecord[]): boolean {
  for (const record of records) {
    if ('starts' in record ? record.isAttached : 'payload' in record && isAttached(record)) return true
  }
  return false
}

/** Writes a pack into the first of the frames, from an offset, and appends the attachments to the frames. */
export function writePack(frames: Buffer[], start: number, { flowId, records }: PackContent): Buffer[] {
  const frame = frames[0] as Buffer
  PACK_MAGIC.copy(frame, start)
  flowId.copy(frame, start + PACK_MAGIC.length)
  const copier = new AdjacentCopier(frame)
  let at = start + PACK_HEADER_BYTES
  for (const record of records) {
    const raw = 'payload' in record ? record.raw : undefined
    if ('starts' in record) at = writeBatch(frames, record, at)
    else if (raw === undefined) at = writeRecord(frames, record, at)
    else {
      copier.add(raw, at)
      if (raw.attachment !== undefined) frames.push(raw.attachment)
      at += raw.to - raw.from
    }
  }
  copier.flush()
  patchRelayed(frame, start + PACK_HEADER_BYTES, records)
  return frames
}

/** Copies relayed messages. Those that are adjacent in the pack they arrived in are copied with one call. */
class AdjacentCopier {
  readonly #target: Buffer
  #source: Buffer | undefined
  #from = 0
  #to = 0
  #at = 0

  constructor(target: Buffer) {
    this.#target = target
  }

  add({ frame, from, to }: RawMessage, at: number): void {
    const isAdjacent = frame === this.#source && from === this.#to && at === this.#at + this.#to - this.#from
    if (!isAdjacent) {
      this.flush()
      this.#source = frame
      this.#from = from
      this.#at = at
    }
    this.#to = to
  }

  flush(): void {
    if (this.#source !== undefined) this.#target.set(this.#source.subarray(this.#from, this.#to), this.#at)
    this.#source = undefined
  }
}

/** Writes what differs in relayed messages from how they arrived. */
function patchRelayed(frame: Buffer, start: number, records: readonly WireRecord[]): void {
  let at = start
  for (const record of records) {
    if ('payload' in record && record.raw !== undefined) writeRoutingFields(frame, record, at)
    at += 'starts' in record ? record.bytes : frame.readUInt32LE(at + LENGTH)
  }
}

function writeBatch(frames: Buffer[], batch: Batch, at: number): number {
  const [frame] = frames
  frame?.set(batch.frame.subarray(batch.starts[0], batch.end), at)
  frames.push(...batch.attachments)
  return at + batch.bytes
}

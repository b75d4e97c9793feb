import type { Batch } from './batch.ts'
import { LENGTH, PACK_HEADER_BYTES, PACK_MAGIC } from './layout.ts'
import type { RawMessage, WireRecord } from './record.ts'
import { isAttached, recordBytes, writeChanging, writeRecord } from './write-record.ts'

/** The frames of one ZeroMQ message: the pack, then the large payloads in the order of their records. */
export function pack(flowId: Buffer, records: readonly WireRecord[]): Buffer[] {
  const frame = Buffer.allocUnsafe(packBytes(records))
  return writePack([frame], 0, { flowId, records })
}

/** The bytes of a pack. */
export function packBytes(records: readonly WireRecord[]): number {
  let bytes = PACK_HEADER_BYTES
  for (const record of records) bytes += recordBytes(record)
  return bytes
}

/** The message that a run came as, if that is all there is to send: it leaves as it came. */
export function wholeMessage(records: readonly WireRecord[]): readonly Buffer[] | undefined {
  const [only] = records
  const isWhole = records.length === 1 && only !== undefined && 'starts' in only && only.isWhole
  return isWhole ? only.pack.frames : undefined
}

/** Whether one of the records has a large payload, or a run of them. */
export function hasAttachments(records: readonly WireRecord[]): boolean {
  for (const record of records) {
    if ('starts' in record ? record.isAttached : 'payload' in record && isAttached(record)) return true
  }
  return false
}

/** Writes a pack into the first of the frames, from there on, and adds the large payloads to them. */
export function writePack(frames: Buffer[], start: number, { flowId, records }: PackContent): Buffer[] {
  const frame = frames[0] as Buffer
  PACK_MAGIC.copy(frame, start)
  flowId.copy(frame, start + PACK_MAGIC.length)
  const batches = new Batches(frame)
  let at = start + PACK_HEADER_BYTES
  for (const record of records) {
    const raw = 'payload' in record ? record.raw : undefined
    if ('starts' in record) at = writeBatch(frames, record, at)
    else if (raw === undefined) at = writeRecord(frames, record, at)
    else {
      batches.add(raw, at)
      if (raw.attachment !== undefined) frames.push(raw.attachment)
      at += raw.to - raw.from
    }
  }
  batches.end()
  patch(frame, start + PACK_HEADER_BYTES, records)
  return frames
}

/** What is in a pack. */
export interface PackContent {
  readonly flowId: Buffer
  readonly records: readonly WireRecord[]
}

/** Copies parts that lie side by side where they came from in one go. */
class Batches {
  readonly #to: Buffer
  #from: Buffer | undefined
  #first = 0
  #last = 0
  #at = 0

  constructor(to: Buffer) {
    this.#to = to
  }

  add({ frame, from, to }: RawMessage, at: number): void {
    const isNext = frame === this.#from && from === this.#last && at === this.#at + this.#last - this.#first
    if (!isNext) {
      this.end()
      this.#from = frame
      this.#first = from
      this.#at = at
    }
    this.#last = to
  }

  end(): void {
    if (this.#from !== undefined) this.#to.set(this.#from.subarray(this.#first, this.#last), this.#at)
    this.#from = undefined
  }
}

/** Writes what differs in a part that was copied from where it came. */
function patch(frame: Buffer, first: number, records: readonly WireRecord[]): void {
  let at = first
  for (const record of records) {
    if ('payload' in record && record.raw !== undefined) writeChanging(frame, record, at)
    at += 'starts' in record ? record.bytes : frame.readUInt32LE(at + LENGTH)
  }
}

function writeBatch(frames: Buffer[], batch: Batch, at: number): number {
  const [frame] = frames
  frame?.set(batch.frame.subarray(batch.starts[0], batch.end), at)
  frames.push(...batch.attachments)
  return at + batch.bytes
}

/** MessagePack's own extension type for a moment in time. */
export const TIMESTAMP_EXTENSION = -1

const NANOS_PER_MS = 1_000_000

/** A date as seconds and nanoseconds: the longest of the three forms, which holds every date. */
export function fromDate(date: Date): DataView {
  const time = date.getTime()
  const seconds = Math.floor(time / 1000)
  const data = new DataView(new ArrayBuffer(12))
  data.setUint32(0, (time - seconds * 1000) * NANOS_PER_MS)
  data.setBigInt64(4, BigInt(seconds))
  return data
}

/** The date in any of the three forms; nothing if it is none of them. */
export function toDate(bytes: Uint8Array): Date | undefined {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length === 4) return new Date(data.getUint32(0) * 1000)
  if (bytes.length === 12) return at(Number(data.getBigInt64(4)), data.getUint32(0))
  if (bytes.length !== 8) return undefined
  const high = data.getUint32(0)
  return at((high & 3) * 0x1_0000_0000 + data.getUint32(4), high >>> 2)
}

function at(seconds: number, nanos: number): Date {
  return new Date(seconds * 1000 + Math.floor(nanos / NANOS_PER_MS))
}

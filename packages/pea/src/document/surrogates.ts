/** The first byte of a surrogate in UTF-8, and of some letters. */
const SURROGATE = 0xed

/** msgpackr encodes strings of fewer than 64 UTF-16 units itself, at up to three bytes each. Node encodes longer ones, and correctly. */
const LONGEST_BYTES = 3 * 63

/**
 * Makes each lone surrogate in encoded MessagePack one U+FFFD, in place: both take three bytes. msgpackr encodes a lone
 * surrogate as if it were a letter, which decoders read as three U+FFFD.
 */
export function replaceSurrogates(bytes: Buffer): void {
  if (mayHoldSurrogate(bytes)) walk(bytes)
}

/** Whether some bytes look like a surrogate. Text holds none; among random bytes, 1 of 2,048 pairs looks like one. */
function mayHoldSurrogate(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(SURROGATE); at >= 0; at = bytes.indexOf(SURROGATE, at + 1)) {
    if (isSurrogate(bytes, at)) return true
  }
  return false
}

function isSurrogate(bytes: Buffer, at: number): boolean {
  return bytes[at] === SURROGATE && ((bytes[at + 1] ?? 0) & 0xe0) === 0xa0
}

/** The first byte of a float64. */
const FLOAT64 = 0xcb

/** Goes from value to value. What an array or a map holds simply follows it. */
function walk(bytes: Buffer): void {
  const end = bytes.length
  for (let at = 0; at < end; ) {
    // An array of numbers takes a third of the time with a loop of its own.
    while (at < end && bytes[at] === FLOAT64) at += 9
    if (at >= end) return
    const token = bytes[at] ?? 0
    const start = at + 1 + (LENGTH_BYTES[token] ?? 0)
    const length = (FIXED_BYTES[token] ?? 0) + (HAS_DATA[token] === 1 ? readLength(bytes, at + 1, start) : 0)
    if (IS_STRING[token] === 1 && length <= LONGEST_BYTES) replace(bytes, start, start + length)
    at = start + length
  }
}

function readLength(bytes: Buffer, from: number, to: number): number {
  let length = 0
  for (let at = from; at < to; at++) length = length * 256 + (bytes[at] ?? 0)
  return length
}

function replace(bytes: Buffer, start: number, end: number): void {
  for (let at = start; at < end; at++) {
    if (!isSurrogate(bytes, at)) continue
    bytes[at] = 0xef
    bytes[at + 1] = 0xbf
    bytes[at + 2] = 0xbd
  }
}

/** For each first byte of a value: the bytes of its length, which counts bytes of data, elements or pairs. */
const LENGTH_BYTES = table(
  { 196: 1, 197: 2, 198: 4, 199: 1, 200: 2, 201: 4 },
  { 217: 1, 218: 2, 219: 4 },
  { 220: 2, 221: 4, 222: 2, 223: 4 },
)

/** For each first byte of a value: 1 if its length counts bytes of data. */
const HAS_DATA = table({ 196: 1, 197: 1, 198: 1, 199: 1, 200: 1, 201: 1, 217: 1, 218: 1, 219: 1 })

const SHORT_STRINGS = Array.from({ length: 32 }, (_, length) => [0xa0 + length, length] as const)

/** For each first byte of a value: the bytes that follow, beside its length and what that counts. */
const FIXED_BYTES = table(
  Object.fromEntries(SHORT_STRINGS),
  { 199: 1, 200: 1, 201: 1 },
  { 202: 4, 203: 8, 204: 1, 205: 2, 206: 4, 207: 8, 208: 1, 209: 2, 210: 4, 211: 8 },
  { 212: 2, 213: 3, 214: 5, 215: 9, 216: 17 },
)

const IS_STRING = table(Object.fromEntries(SHORT_STRINGS.map(([token]) => [token, 1])), { 217: 1, 218: 1, 219: 1 })

function table(...entries: readonly Readonly<Record<number, number>>[]): Uint8Array {
  const bytes = new Uint8Array(256)
  for (const [token, value] of entries.flatMap(Object.entries<number>)) bytes[Number(token)] = value
  return bytes
}

// The heads 0xc0 to 0xdf of MessagePack: how many bytes of fixed length follow, how wide the length is that follows instead,
// and how many values each unit of that length stands for; 0 if it counts bytes.
// biome-ignore format: one row for eight heads
const FIXED_BYTES = [
  0, 0, 0, 0, 0, 0, 0, 1,
  1, 1, 4, 8, 1, 2, 4, 8,
  1, 2, 4, 8, 2, 3, 5, 9,
  17, 0, 0, 0, 0, 0, 0, 0,
]
// biome-ignore format: one row for eight heads
const LENGTH_BYTES = [
  0, 0, 0, 0, 1, 2, 4, 1,
  2, 4, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0,
  0, 1, 2, 4, 2, 4, 2, 4,
]
const ARRAY_16 = 0xdc
const MAP_16 = 0xde
const FIXEXT_1 = 0xd4
const NEVER_USED = 0xc1

/** The heads of extensions. */
const EXTENSIONS: ReadonlySet<number> = new Set([0xc7, 0xc8, 0xc9, FIXEXT_1, 0xd5, 0xd6, 0xd7, 0xd8])

/** The extensions of one byte that stand before the value that they hold: an Error, a Set, a RegExp. */
const PREFIXES: ReadonlySet<number | undefined> = new Set([0x65, 0x73, 0x78])

/** Extensions that change how msgpackr reads what follows: shared strings and records, pointers. Peaflow never writes them. */
const UNREADABLE: ReadonlySet<number | undefined> = new Set([0x62, 0x69, 0x70, 0x72])

/**
 * The offset behind `count` values of MessagePack that begin at `offset`, or `undefined` if they are not complete. Builds no
 * value, and takes as many steps as there are values, whatever the bytes say.
 */
export function skipValues(bytes: Uint8Array, offset: number, count: number): number | undefined {
  return walkValues(bytes, offset, { count })
}

/** What is walked over. */
export interface Walk {
  readonly count: number
  /**
   * Whether an extension may be there.
   *
   * @defaultValue every extension may
   */
  readonly accepts?: ((extension: Extension) => boolean) | undefined
}

/** An extension: its type, its data, and the bytes behind it. */
export interface Extension {
  readonly type: number
  readonly data: Uint8Array
  readonly rest: Uint8Array
}

/** As {@link skipValues}; `undefined` too if there is an extension that is not accepted. */
export function walkValues(bytes: Uint8Array, offset: number, { count, accepts }: Walk): number | undefined {
  let at = offset
  let remaining = count
  while (remaining > 0) {
    // Each value takes a byte at least.
    if (remaining > bytes.length - at) return undefined
    const head = bytes[at] as number
    at += 1
    remaining -= 1
    const isLong = head >= 0xc0 && head < 0xe0
    const values = isLong ? valuesWithin(bytes, at) : valuesOfShort(head)
    if (values === undefined) return undefined
    remaining += values
    const end = at + (isLong ? bytesBehind(bytes, at) : bytesOfShort(head))
    if (accepts !== undefined && EXTENSIONS.has(head) && !accepts(extensionAt(bytes, at, end))) return undefined
    at = end
  }
  return at <= bytes.length ? at : undefined
}

/** The extension whose head ends at `at`. */
function extensionAt(bytes: Uint8Array, at: number, end: number): Extension {
  const type = at + (LENGTH_BYTES[(bytes[at - 1] as number) - 0xc0] as number)
  return { type: bytes[type] ?? 0, data: bytes.subarray(type + 1, end), rest: bytes.subarray(end) }
}

/** How many values belong to the one with a head that holds everything else about it: a small number, string, array or map. */
function valuesOfShort(head: number): number {
  if (head < 0x80 || head >= 0xa0) return 0
  return head < 0x90 ? 2 * (head & 0x0f) : head & 0x0f
}

function bytesOfShort(head: number): number {
  return head >= 0xa0 && head < 0xc0 ? head & 0x1f : 0
}

/** How many values belong to the one whose head, from 0xc0 to 0xdf, ends at `at`; `undefined` if it cannot be skipped. */
function valuesWithin(bytes: Uint8Array, at: number): number | undefined {
  const head = bytes[at - 1] as number
  if (head >= ARRAY_16) return lengthOf(bytes, at) * (head >= MAP_16 ? 2 : 1)
  if (EXTENSIONS.has(head)) return valuesBehindType(head, bytes[at + (LENGTH_BYTES[head - 0xc0] as number)])
  return head === NEVER_USED ? undefined : 0
}

function valuesBehindType(head: number, type: number | undefined): number | undefined {
  if (PREFIXES.has(type)) return head === FIXEXT_1 ? 1 : undefined
  return UNREADABLE.has(type) ? undefined : 0
}

/** How many bytes follow such a head, without the values that belong to it. */
function bytesBehind(bytes: Uint8Array, at: number): number {
  const head = bytes[at - 1] as number
  const index = head - 0xc0
  const own = (FIXED_BYTES[index] as number) + (LENGTH_BYTES[index] as number)
  return head >= ARRAY_16 ? own : own + lengthOf(bytes, at)
}

/** The length behind a head, which may be 0 bytes wide. Bytes that are missing count as 0. */
function lengthOf(bytes: Uint8Array, at: number): number {
  const width = LENGTH_BYTES[(bytes[at - 1] as number) - 0xc0] as number
  let length = 0
  for (let index = 0; index < width; index += 1) length = length * 256 + (bytes[at + index] ?? 0)
  return length
}

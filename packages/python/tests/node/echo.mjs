// Decodes each frame of its standard input as Peas do, and encodes it again. Begins with values of its own.
import { decodeValue, encodeValue } from '../../../pea/dist/internal.js'

const OWN = [
  { n: 2n ** 63n, small: 5n, big: 2 ** 53, float: 1.5, nan: Number.NaN, negative: -(2n ** 63n) },
  { date: new Date(1_700_000_000_123), old: new Date(-1), invalid: new Date(Number.NaN), far: new Date(8.64e15) },
  { f32: Float32Array.of(1.5, -2), f64: Float64Array.of(0.1), u8: Uint8Array.of(1, 2), i64: BigInt64Array.of(-5n) },
  { clamped: Uint8ClampedArray.of(300), i16: Int16Array.of(-2), u16: Uint16Array.of(2), i8: Int8Array.of(-1) },
  { set: new Set([1, 'a']), map: new Map([[1, 'one']]), hole: [undefined, 1], left: undefined },
  { blob: Buffer.from('bytes'), text: 'ä😀'.repeat(100), __proto__key: 1, cut: '\ud83d' },
]

function write(value) {
  const bytes = encodeValue(value)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  process.stdout.write(Buffer.concat([length, bytes]))
}

for (const value of OWN) write(value)
let input = Buffer.alloc(0)
for await (const chunk of process.stdin) {
  input = Buffer.concat([input, chunk])
  while (input.length >= 4 && input.length >= 4 + input.readUInt32LE()) {
    const end = 4 + input.readUInt32LE()
    write(decodeValue(input.subarray(4, end)))
    input = input.subarray(end)
  }
}

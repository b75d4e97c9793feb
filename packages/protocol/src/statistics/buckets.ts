/** Each power of two has 2 ** SCALE buckets. The exponential histograms of OpenTelemetry call this number so. */
export const SCALE = 3

/** The bucket of the smallest values that are told apart from 0: those above 2 ** -10. */
export const MIN_BUCKET = -80

/** The bucket of the largest values: those above 2 ** (30 + 7 / 8). */
export const MAX_BUCKET = 247

/** How many buckets there are. */
export const BUCKETS = MAX_BUCKET - MIN_BUCKET + 1

/** Values up to this one count as 0. */
export const ZERO_THRESHOLD = 2 ** -10

/** How many buckets each power of two has. */
const STEPS = 2 ** SCALE

/** The upper bounds of the buckets from 1 to 2, each rounded to a double; the last one is 2. */
const BOUNDS = Float64Array.from({ length: STEPS }, (_, step) => 2 ** ((step + 1) / STEPS))

// The bits of a number, so that its exponent is read and not computed: `Math.log2` takes three times as long.
const NUMBER = new Float64Array(1)
const WORDS = new Uint32Array(NUMBER.buffer)
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0
const EXPONENT_BIAS = 1_023

/** The largest value of a bucket: that of the bucket between 1 and 2, times a power of two. */
export function upperBound(bucket: number): number {
  const power = Math.floor(bucket / STEPS)
  return (BOUNDS[bucket - power * STEPS] as number) * 2 ** power
}

/**
 * The bucket of a value: the lowest whose upper bound is not below it, at most `MAX_BUCKET`; `undefined` for a value that
 * counts as 0.
 */
export function bucketOf(value: number): number | undefined {
  if (!(value > ZERO_THRESHOLD)) return undefined
  NUMBER[0] = value
  const high = WORDS[HIGH] as number
  WORDS[HIGH] = (high & 0xf_ffff) | (EXPONENT_BIAS << 20)
  const mantissa = NUMBER[0] as number
  const first = ((high >>> 20) - EXPONENT_BIAS) * STEPS
  if (mantissa === 1) return Math.min(first - 1, MAX_BUCKET)
  let step = 0
  while ((BOUNDS[step] as number) < mantissa) step += 1
  return Math.min(first + step, MAX_BUCKET)
}

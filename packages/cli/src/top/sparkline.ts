const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** A bar for each value, up to the largest. */
export function drawSparkline(values: readonly number[]): string {
  const most = Math.max(...values)
  return values.map((value) => BARS[most === 0 ? 0 : Math.ceil((value / most) * (BARS.length - 1))] ?? '').join('')
}

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const

/** Milliseconds of `500ms`, `30s`, `5m`, `1h` or a plain number of milliseconds; `undefined` for any other string. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim())
  if (match === null) return undefined
  const [, amount, unit = 'ms'] = match
  const milliseconds = Number(amount) * MILLISECONDS[unit as keyof typeof MILLISECONDS]
  return unit === 'ms' ? milliseconds : Math.round(milliseconds)
}

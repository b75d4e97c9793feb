import { withCommas } from './count.ts'

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** `512 B`, `1.4 KB`, `83 MB`: three digits at most. A KB has 1,024 bytes. */
export function toBytes(bytes: number): string {
  let unit = 0
  let amount = bytes
  while (amount >= 999.5 && unit < UNITS.length - 1) {
    amount /= 1_024
    unit++
  }
  const digits = unit > 0 && amount < 9.95 ? 1 : 0
  return `${amount.toFixed(digits)} ${UNITS[unit]}`
}

/** Milliseconds, so that three digits matter: `0.34 ms`, `12.5 ms`, `340 ms`, `1.20 s`, `75.0 s`. */
export function toMilliseconds(ms: number): string {
  if (ms >= 999.5) return `${precise(ms / 1_000)} s`
  return `${precise(ms)} ms`
}

/** Something a second: `0`, `0.4`, `12.5`, `1,204`. */
export function toRate(rate: number): string {
  if (rate === 0) return '0'
  return rate < 99.95 ? rate.toFixed(1) : withCommas(rate)
}

/** Cores that are busy, as `top` shows them: `12%`, and `200%` for two. */
export function toPercent(cores: number): string {
  return `${Math.round(cores * 100)}%`
}

/** How old something is, in one unit: `5 s`, `12 min`, `3 h`, `4 d`. */
export function toAge(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

function precise(amount: number): string {
  if (amount < 9.995) return amount.toFixed(2)
  return amount.toFixed(amount < 99.95 ? 1 : 0)
}

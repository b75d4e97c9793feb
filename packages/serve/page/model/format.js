const NONE = '–'

/** Milliseconds: `0.42 ms`, `2.1 ms`, `12.3 ms`, `128 ms`, `1.3 s`, `2.1 min`. */
export function formatMs(ms) {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return NONE
  if (ms >= 90_000) return `${(ms / 60_000).toFixed(1)} min`
  if (ms >= 1_000) return `${digits(ms / 1_000)} s`
  return `${digits(ms)} ms`
}

/** How many of something a second: `0/s`, `3.4/s`, `128/s`, `12.8k/s`. */
export function formatRate(rate) {
  return rate === null || rate === undefined ? NONE : `${formatCount(rate)}/s`
}

/** A number in three digits: `3.4`, `128`, `12.8k`, `1.3M`. */
export function formatCount(number) {
  if (number === null || number === undefined) return NONE
  if (number >= 999_500) return `${digits(number / 1_000_000)}M`
  if (number >= 1_000) return `${digits(number / 1_000)}k`
  return Number.isInteger(number) ? String(number) : digits(number)
}

/** Bytes: `812 B`, `12.3 KB`, `64 MB`. */
export function formatBytes(bytes) {
  if (bytes === null || bytes === undefined) return NONE
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const unit = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1_024)))
  return `${formatCount(Math.round((bytes / 1_024 ** unit) * 10) / 10)} ${units[unit]}`
}

/** Cores in use: `0.42`. */
export function formatCores(cores) {
  return cores === null || cores === undefined ? NONE : cores.toFixed(2)
}

/** How long something has lasted: `12 s`, `4 min 5 s`, `3 h 12 min`, `2 d 4 h`. */
export function formatAge(ms) {
  if (ms === null || ms === undefined) return NONE
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`
}

/** The time of day of an ISO date, as the reader's clock shows it: `14:03:07`. */
export function formatTime(iso) {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return NONE
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** A text without the colours of a terminal and other control characters, and not longer than what can be read. */
export function printable(text, most = 4_000) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  const plain = String(text).replace(/\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
  return plain.length <= most ? plain : `${plain.slice(0, most)} … ${formatCount(plain.length - most)} more characters`
}

function digits(number) {
  if (number >= 99.95) return String(Math.round(number))
  if (number >= 9.995) return trim(number.toFixed(1))
  return trim(number.toFixed(number >= 0.995 ? 1 : 2))
}

function trim(text) {
  return text.replace(/\.?0+$/, '')
}

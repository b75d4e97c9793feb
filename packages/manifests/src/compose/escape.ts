import type { Data } from '../yaml/noted.ts'

/** Doubles the dollar signs of strings, so that none begins a variable. */
export function escapeVariables(data: Data): Data {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, escapeValue(value)]))
}

function escapeValue(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$')
  if (Array.isArray(value)) return value.map(escapeValue)
  return typeof value === 'object' && value !== null ? escapeVariables(value as Data) : value
}

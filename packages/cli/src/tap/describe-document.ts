import { toBytes } from '../terminal/amount.ts'
import { cut } from '../terminal/cut.ts'
import { printable } from '../terminal/printable.ts'

/** How much of a document is shown. */
const MOST = { text: 60, fields: 8, numbers: 4, levels: 2 } as const

/** A document in short, on one line: `{id: "1", text: "hello", embedding: [768 numbers]}`. */
export function describeDocument(document: Readonly<Record<string, unknown>>): string {
  return describe(document, { key: '', level: 0 })
}

interface Position {
  readonly key: string
  readonly level: number
}

function describe(value: unknown, { key, level }: Position): string {
  if (typeof value === 'string') return describeText(value, key)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return describeArray(value, { key, level })
  const entries = Object.entries(value)
  if (level > MOST.levels) return entries.length === 0 ? '{}' : '{…}'
  const shown = entries
    .slice(0, MOST.fields)
    .map(([name, one]) => `${printable(name).replace(/\s/g, ' ')}: ${describe(one, { key: name, level: level + 1 })}`)
  return `{${[...shown, ...(entries.length > MOST.fields ? ['…'] : [])].join(', ')}}`
}

/** JSON has no bytes: a blob is base64. */
function describeText(text: string, key: string): string {
  if (key === 'blob') return `<${toBytes(Math.floor((text.replace(/=+$/, '').length * 3) / 4))}>`
  return JSON.stringify(cut(printable(text.slice(0, MOST.text * 4)), MOST.text))
}

function describeArray(array: readonly unknown[], { key, level }: Position): string {
  if (array.length <= MOST.numbers && array.every((one) => typeof one !== 'object'))
    return `[${array.map((one) => describe(one, { key, level: level + 1 })).join(', ')}]`
  return `[${array.length} ${nounOf(array)}]`
}

function nounOf(array: readonly unknown[]): string {
  const [first] = array
  if (typeof first === 'number') return 'numbers'
  return typeof first === 'string' ? 'strings' : 'objects'
}

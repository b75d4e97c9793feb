import { findTooDeep, MOST_LEVELS, nameOf, visit } from './visit.ts'

/** A value that JSON can write and Peaflow cannot read: the message names its field. */
export class UnreadableValue extends Error {}

/**
 * Parses JSON as `JSON.parse` does, but loses nothing: a whole number beyond 2^53 becomes a `bigint`.
 *
 * @throws SyntaxError if it is not JSON.
 * @throws UnreadableValue for a number that is too large to represent, and for values that are nested too deep.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  // Each of these is rare, and to look for it in the text is quicker than to look at each value.
  if (text.length > MOST_LEVELS && mayBeDeep(text)) checkDepth(value)
  if (/[eE]\+?\d{3}|\d{309}/.test(text)) checkRange(value)
  return BIG_INTEGER.test(text) ? withBigIntegers(text, value) : value
}

/** 16 digits or more that stand alone. Not those of fractions, of which vectors are full. */
const BIG_INTEGER = /(?:^|[:,[\s])-?\d{16,}(?:[,\]}\s]|$)/

/** Strings too, so that digits inside of them are passed over. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs

/** Reads again, with a string that occurs nowhere else in the place of each large integer, and turns those into integers. */
function withBigIntegers(text: string, value: unknown): unknown {
  let mark = 'integer '
  while (text.includes(mark)) mark = `integer ${Math.random()} `
  let isMarked = false
  const marked = text.replace(TOKENS, (token) => {
    if (!/^-?\d{16,}$/.test(token) || Number.isSafeInteger(Number(token))) return token
    isMarked = true
    return `"${mark}${token}"`
  })
  if (!isMarked) return value
  const holder = { value: JSON.parse(marked) as unknown }
  visit(holder, (child, { parent, key }) => {
    if (typeof child === 'string' && child.startsWith(mark)) parent[key] = BigInt(child.slice(mark.length))
    return false
  })
  return holder.value
}

/** Whether more brackets are open somewhere than documents may have levels. Brackets within strings count, too. */
function mayBeDeep(text: string): boolean {
  let level = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    // With this bit, `[` and `{` are alike, and so are `]` and `}`.
    if ((code | 0x20) === 0x7b) level++
    else if ((code | 0x20) === 0x7d) level--
    if (level > MOST_LEVELS) return true
  }
  return false
}

function checkDepth(value: unknown): void {
  const problem = findTooDeep(value)
  if (problem !== undefined) throw new UnreadableValue(problem)
}

function checkRange(value: unknown): void {
  visit({ value }, (child, { path }) => {
    if (typeof child !== 'number' || Number.isFinite(child)) return false
    throw new UnreadableValue(
      `${nameOf(path)} is a number beyond ${Number.MAX_VALUE.toPrecision(2)}, the largest that there is`,
    )
  })
}

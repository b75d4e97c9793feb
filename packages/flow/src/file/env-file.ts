import { type Environment, type Interpolated, interpolate } from './interpolate.ts'

/** The variables of a `.env` file, and what is wrong in it. */
export interface EnvFile {
  readonly variables: Readonly<Record<string, string>>
  readonly problems: readonly EnvFileProblem[]
}

/** A mistake in a `.env` file. */
export interface EnvFileProblem {
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  readonly message: string
}

/**
 * Parses a `.env` file by Docker Compose's grammar.
 *
 * @param env - the variables of the shell. In references they take precedence over those of the file, and a name
 * without a value stands for the shell's.
 */
export function parseEnvFile(text: string, env: Environment = {}): EnvFile {
  const content = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const variables = new Map<string, string>()
  const problems: EnvFileProblem[] = []
  const locate = locator(content)
  const shell = definedOnly(env)
  const known: Record<string, string | undefined> = Object.assign(Object.create(null), shell)
  const set = (name: string, value: string): void => {
    variables.set(name, value)
    if (!Object.hasOwn(shell, name)) known[name] = value
  }
  let at = 0
  while (at < content.length) {
    const start = at
    const read = readEntry(content, start)
    at = read.end
    if ('wrong' in read) problems.push({ ...locate(read.at), message: read.wrong })
    else if (read.name !== undefined) {
      const value = read.value === undefined ? { text: env[read.name], problems: [] } : resolve(read.value, known)
      problems.push(...value.problems.map((message) => ({ ...locate(start), message })))
      if (value.text !== undefined) set(read.name, value.text)
    }
  }
  return { variables: Object.fromEntries(variables), problems }
}

interface Value {
  readonly text: string
  /** Whether references to variables are replaced: not in single quotes. */
  readonly expands: boolean
}

type Entry =
  | { readonly end: number; readonly name?: string; readonly value?: Value | undefined }
  | { readonly end: number; readonly wrong: string; readonly at: number }

const IGNORED = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y
const NAME = /[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*/y
const UNQUOTED = /[^\n]*/y

/** Reads one line, or the several lines of a quoted value. */
function readEntry(content: string, start: number): Entry {
  const blank = matchAt(IGNORED, content, start)
  if (blank !== undefined) return { end: start + Math.max(1, blank[0].length) }
  const key = matchAt(NAME, content, start)
  const afterKey = start + (key?.[0].length ?? 0)
  const sign = content[afterKey]
  const name = key?.[1]
  if (name === undefined || (sign !== '=' && sign !== ':' && sign !== '\n' && sign !== undefined && sign !== '#')) {
    const at = name === undefined ? start : afterKey
    return { end: lineEnd(content, start), wrong: 'expected NAME=value', at }
  }
  if (sign !== '=' && sign !== ':') return { end: lineEnd(content, afterKey), name, value: undefined }
  return readValue(content, name, afterKey + 1)
}

function readValue(content: string, name: string, afterSign: number): Entry {
  const start = afterSign + (/^[ \t]*/.exec(content.slice(afterSign, lineEnd(content, afterSign)))?.[0].length ?? 0)
  const quote = content[start]
  if (quote === '"' || quote === "'") return readQuoted(content, name, start)
  const [line = ''] = matchAt(UNQUOTED, content, afterSign) ?? []
  const text = line.replace(/[ \t]#.*$/, '').trim()
  return { end: lineEnd(content, afterSign), name, value: { text, expands: true } }
}

function readQuoted(content: string, name: string, start: number): Entry {
  const quote = content.charAt(start)
  const close = closingQuote(content, start + 1, quote)
  if (close === -1) return { end: content.length, wrong: `the ${quote} of ${name} is not closed`, at: start }
  const rest = matchAt(IGNORED, content, close + 1)
  if (rest === undefined) {
    const wrong = `expected the end of the line after the value of ${name}`
    return { end: lineEnd(content, close), wrong, at: close + 1 }
  }
  const inside = content.slice(start + 1, close)
  const value =
    quote === '"'
      ? { text: unescapeDouble(inside), expands: true }
      : { text: inside.replaceAll("\\'", "'"), expands: false }
  return { end: close + 1 + Math.max(1, rest[0].length), name, value }
}

function closingQuote(content: string, start: number, quote: string): number {
  for (let at = start; at < content.length; at++) {
    if (content[at] === '\\') at++
    else if (content[at] === quote) return at
  }
  return -1
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', $: '$$' }

function unescapeDouble(text: string): string {
  return text.replace(/\\([nrt"\\$])/g, (_, letter: string) => ESCAPES[letter] ?? letter)
}

/** Replaces references. A dollar sign that begins none stands for itself, since a password may contain one. */
function resolve({ text, expands }: Value, known: Environment): Pick<Interpolated, 'text' | 'problems'> {
  if (!expands || !text.includes('$')) return { text, problems: [] }
  return interpolate(
    text.replace(/\$\$|\$(?![A-Za-z_{])/g, () => '$$'),
    known,
  )
}

function definedOnly(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
}

function lineEnd(content: string, from: number): number {
  const end = content.indexOf('\n', from)
  return end === -1 ? content.length : end + 1
}

function matchAt(pattern: RegExp, content: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(content) ?? undefined
}

/** Finds the line and column of offsets, each behind the one before. */
function locator(content: string): (at: number) => Pick<EnvFileProblem, 'line' | 'column'> {
  let line = 1
  let start = 0
  return (at) => {
    for (let end = lineEnd(content, start); end <= at && end > start; end = lineEnd(content, start)) {
      if (content[end - 1] !== '\n') break
      line++
      start = end
    }
    return { line, column: at - start + 1 }
  }
}

/** Variables by name, as `process.env` holds them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A string with its variables filled in. */
export interface Interpolated {
  readonly text: string
  /** Variables without a value or a default: an empty string replaces them. */
  readonly unset: readonly string[]
  /** What is wrong with the string, or which variable must be set. */
  readonly problems: readonly string[]
}

const MAX_DEPTH = 16
const NAME = /^[A-Za-z_][A-Za-z0-9_]*/
const JINA_VARIABLE = /^\{\{\s*(?:(?:ENV|env|CONTEXT|context)\.)?([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/
const RULE = /^(:?[-?+])/

/**
 * Fills in variables as Docker Compose does: `$VAR`, `${VAR}`, `${VAR:-default}`, `${VAR:?message}`, `${VAR:+other}`; and
 * as Jina does: `${{ ENV.VAR }}`.
 */
export function interpolate(text: string, env: Environment): Interpolated {
  const findings = { unset: [] as string[], problems: [] as string[] }
  return { text: fill(text, { env, findings, depth: 0 }), ...findings }
}

interface Context {
  readonly env: Environment
  readonly findings: { readonly unset: string[]; readonly problems: string[] }
  readonly depth: number
}

function fill(text: string, context: Context): string {
  let filled = ''
  let at = 0
  for (let dollar = text.indexOf('$'); dollar !== -1; dollar = text.indexOf('$', at)) {
    filled += text.slice(at, dollar)
    const { value, end } = readVariable(text, dollar + 1, context)
    filled += value
    at = end
  }
  return filled + text.slice(at)
}

interface Read {
  readonly value: string
  /** Where the string continues. */
  readonly end: number
}

function readVariable(text: string, start: number, context: Context): Read {
  if (text[start] === '$') return { value: '$', end: start + 1 }
  const jina = text.startsWith('{{', start) ? JINA_VARIABLE.exec(text.slice(start, start + 256)) : null
  if (jina !== null) return { value: valueOrEmpty(jina[1] ?? '', context), end: start + jina[0].length }
  if (text[start] === '{') return readBraced(text, start + 1, context)
  const [name] = NAME.exec(text.slice(start, start + 256)) ?? []
  if (name !== undefined) return { value: valueOrEmpty(name, context), end: start + name.length }
  context.findings.problems.push(`"${text.slice(start - 1, start + 11)}" is not a variable; write $$ for a dollar sign`)
  return { value: '', end: start }
}

function readBraced(text: string, start: number, context: Context): Read {
  const close = closingBrace(text, start)
  const inside = close === -1 ? text.slice(start) : text.slice(start, close)
  const end = close === -1 ? text.length : close + 1
  const [name] = NAME.exec(inside) ?? []
  const [rule] = RULE.exec(inside.slice(name?.length)) ?? []
  const rest = inside.slice((name?.length ?? 0) + (rule?.length ?? 0))
  if (close === -1 || name === undefined || (rule === undefined && rest !== '') || context.depth > MAX_DEPTH) {
    context.findings.problems.push(
      `"\${${inside.slice(0, 40)}" is not a variable; write \${NAME}, \${NAME:-default} or \${NAME:?message}`,
    )
    return { value: '', end }
  }
  return { value: applyRule({ name, rule, rest }, { ...context, depth: context.depth + 1 }), end }
}

/** The `}` that closes a variable, after those of the variables in its default. */
function closingBrace(text: string, start: number): number {
  let open = 1
  for (let at = start; at < text.length; at++) {
    if (text[at] === '}') open--
    else if (text[at] === '$' && text[at + 1] === '{') open++
    if (open === 0) return at
  }
  return -1
}

interface Braced {
  readonly name: string
  /** `-`, `?` or `+`; with a `:` before it an empty value counts as unset. */
  readonly rule: string | undefined
  readonly rest: string
}

function applyRule({ name, rule, rest }: Braced, context: Context): string {
  if (rule === undefined) return valueOrEmpty(name, context)
  const value = lookUp(name, context.env)
  const isSet = value !== undefined && !(rule.startsWith(':') && value === '')
  if (rule.endsWith('+')) return isSet ? fill(rest, context) : ''
  if (isSet) return value
  if (rule.endsWith('-')) return fill(rest, context)
  context.findings.problems.push(`the variable ${name} must be set${rest === '' ? '' : `: ${fill(rest, context)}`}`)
  return ''
}

function valueOrEmpty(name: string, { env, findings }: Context): string {
  const value = lookUp(name, env)
  if (value === undefined) findings.unset.push(name)
  return value ?? ''
}

function lookUp(name: string, env: Environment): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined
}

import { Composer, type CST, type Document, LineCounter, Parser } from 'yaml'

/** The longest flow file that is read, in characters. */
export const MOST_CHARACTERS = 32 * 1024 * 1024

/** The deepest that a flow file may nest. */
export const MOST_DEPTH = 64

/** A YAML document, or why there is none. */
export interface ParsedYaml {
  readonly document?: Document.Parsed | undefined
  readonly lines: LineCounter
  readonly problems: readonly YamlProblem[]
  readonly warnings: readonly YamlProblem[]
}

/** What is wrong, and at which character. */
export interface YamlProblem {
  readonly message: string
  readonly offset: number
}

/** Parses one YAML document; neither its size nor its depth can harm the process. */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter()
  const nothing = (message: string, offset = 0): ParsedYaml => ({
    lines,
    problems: [{ message, offset }],
    warnings: [],
  })
  if (text.length > MOST_CHARACTERS) return nothing(`the file has more than ${MOST_CHARACTERS} characters`)
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  // The parser has no limit of its own; the composer would overflow the stack.
  const tooDeep = tokens.map(tooDeepAt).find((offset) => offset !== undefined)
  if (tooDeep !== undefined) return nothing(`data is nested more than ${MOST_DEPTH} levels deep`, tooDeep)
  // Its own search for equal keys takes steps by the square of their number.
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false })
  const [document, second] = [...composer.compose(tokens, true, text.length)]
  if (document === undefined) return nothing('the file is empty')
  const problems = document.errors.map(({ message, pos: [offset] }) => ({ message: oneLine(message), offset }))
  if (second !== undefined) problems.push({ message: 'a flow file is one YAML document', offset: second.range[0] })
  const warnings = document.warnings.map(({ message, pos: [offset] }) => ({ message: oneLine(message), offset }))
  return { document: document as Document.Parsed, lines, problems, warnings }
}

/** Where a token nests too deep, if it does. */
function tooDeepAt(token: CST.Token): number | undefined {
  const waiting: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const depth = next.depth + 1
    if (depth > MOST_DEPTH + 1) return next.token.offset
    for (const inner of partsOf(next.token)) waiting.push({ token: inner, depth })
  }
  return undefined
}

function partsOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value]
  if (!('items' in token)) return []
  return token.items.flatMap(({ key, value }) => [
    ...(key == null ? [] : [key]),
    ...(value === undefined ? [] : [value]),
  ])
}

function oneLine(message: string): string {
  return message.replace(/\s+/g, ' ').trim()
}

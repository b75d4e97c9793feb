/** What the library throws: a plain object. */
interface Refusal {
  readonly message: string
  /** From 1. */
  readonly startLine: number
  /** From 0. */
  readonly startColumn: number
}

/** Source code, and the path that errors name. */
export interface TypeScriptSource {
  readonly text: string
  readonly file: string
}

/** A syntax error with its position; line and column start from 1. */
export interface PositionedSyntaxError extends SyntaxError {
  readonly line?: number
  readonly column?: number
}

/**
 * Replaces types by blanks, as Node itself does from version 22.18 on, so that positions stay the same. What is not only a
 * type, such as an `enum`, is refused.
 *
 * @throws SyntaxError with its position, and an excerpt of the source in its stack.
 */
export async function stripTypes({ text, file }: TypeScriptSource): Promise<string> {
  // Imported only where Node does not strip types itself: it takes 100 ms and 4 MB.
  const { transformSync } = await import('@swc/wasm-typescript')
  try {
    return transformSync(text, { mode: 'strip-only', filename: file }).code
  } catch (refusal) {
    throw isRefusal(refusal) ? toSyntaxError(refusal, { text, file }) : refusal
  }
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'startLine' in value && 'message' in value
}

function toSyntaxError({ message, startLine, startColumn }: Refusal, source: TypeScriptSource): PositionedSyntaxError {
  const line = source.text.split('\n')[startLine - 1] ?? ''
  const error = new SyntaxError(message)
  error.stack = `${source.file}:${startLine}\n${line}\n${' '.repeat(startColumn)}^\n\nSyntaxError: ${message}`
  return Object.assign(error, { line: startLine, column: startColumn + 1 })
}

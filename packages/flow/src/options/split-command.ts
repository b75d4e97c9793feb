/** The words of a command line, or why it has none. */
export type SplitCommand = { readonly words: readonly string[] } | { readonly wrong: string }

/** One step of a command line: white space, a quoted or escaped piece of a word, or a plain one. */
const STEP = /(\s+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([|&;<>()`]+)|([^\s'"\\|&;<>()`]+)/gy

/**
 * Splits a command line into words as a shell does, and runs none: single quotes, double quotes, and backslashes. What only
 * a shell could do, such as a pipe, is a mistake.
 */
export function splitCommand(line: string): SplitCommand {
  const words: string[] = []
  let word: string | undefined
  let end = 0
  for (const step of line.matchAll(STEP)) {
    end = step.index + step[0].length
    const [, space, single, double, escaped, operator, plain] = step
    if (operator !== undefined) return { wrong: `"${operator}" needs a shell, and none is run` }
    if (space === undefined) word = (word ?? '') + (single ?? unquote(double) ?? escaped ?? plain ?? '')
    else if (word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  if (end < line.length) return { wrong: line[end] === '\\' ? 'it ends in a backslash' : 'a quote is not closed' }
  if (word !== undefined) words.push(word)
  return words.length === 0 || words[0] === '' ? { wrong: 'it names no program' } : { words }
}

/** Within double quotes, a backslash stands for itself unless one of these follows. */
function unquote(text: string | undefined): string | undefined {
  return text?.replace(/\\(["\\$`])/g, '$1')
}

/** A command as one line that {@link splitCommand} splits into the same words. */
export function joinCommand(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}

import { readFileSync } from 'node:fs'
import type { Diagnosis } from './diagnosis.ts'

/** The lines of the file that a diagnosis is about; `undefined` if it cannot be read. */
export function readSource({ position }: Diagnosis): readonly string[] | undefined {
  if (position === undefined) return undefined
  try {
    return readFileSync(position.file, 'utf8').split(/\r?\n/).map(withoutToken)
  } catch {
    // The message is enough without the line.
    return undefined
  }
}

const TOKEN = /(?<=\btoken["']?\s*:\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,}#$][^\s,}#]*)/g

/** A token that stands in the file is not shown. */
function withoutToken(line: string): string {
  return line.replace(TOKEN, (token) => '*'.repeat(token.length))
}

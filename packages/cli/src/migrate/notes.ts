import type { FlowProblem } from '@peaflow/flow'
import type { Completed, Replacement } from './complete-executors.ts'

/** What the author of a migrated file should know. */
export interface Notes extends Pick<Completed, 'skeletons' | 'found'> {
  /** The name of the file that was migrated. */
  readonly file: string
  readonly warnings: readonly FlowProblem[]
  /** The variables whose values are now in the file. */
  readonly variables: readonly string[]
}

const VARIABLE = /\$\$|\$\{\{\s*(?:(?:ENV|env|CONTEXT|context)\.)?([A-Za-z_]\w*)|\$\{?([A-Za-z_]\w*)/g

/** The variables that a file names, comments apart. */
export function variablesOf(text: string): readonly string[] {
  return variablesIn(text.replace(/(^|\s)#.*$/gm, '$1'))
}

/** All that looks like a variable in a text, also in comments and behind a `#` between quotation marks. */
export function variablesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(VARIABLE)].flatMap(([, jina, plain]) => jina ?? plain ?? []))]
}

/** The comment at the top of a migrated file. */
export function writeNotes({ file, warnings, variables, skeletons, found }: Notes): string {
  const lines = [
    `Written by peaflow migrate from ${file}.`,
    ...section('Left out, or different:', warnings.flatMap(toLines)),
    ...section(
      'Variables whose values are now in this file:',
      variables.length === 0 ? [] : [`- ${variables.join(', ')}`],
    ),
    ...section('Classes in Python:', [...found, ...skeletons.filter(isClass)].map(toLine)),
    ...section('Executors to be written:', skeletons.filter((skeleton) => !isClass(skeleton)).map(toLine)),
  ]
  return lines.map((line) => (line === '' ? '#\n' : `# ${line.replace(/\s+/g, ' ').trimEnd()}\n`)).join('')
}

function isClass({ classFile }: Replacement): boolean {
  return classFile !== undefined
}

function toLine({ path, instead }: Replacement): string {
  return `- ${path}, in place of ${instead}`
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines]
}

function toLines({ line, path, message, hint }: FlowProblem): readonly string[] {
  return [`- line ${line}, ${path}: ${message}${hint === undefined ? '' : `. ${hint}`}`]
}

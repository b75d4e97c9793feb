import type { FlowProblem } from '@peaflow/flow'
import type { Skeleton } from './skeletons.ts'

/** What the author of a migrated file should know. */
export interface Notes {
  /** The name of the file that was migrated. */
  readonly file: string
  readonly warnings: readonly FlowProblem[]
  /** The variables whose values are now in the file. */
  readonly variables: readonly string[]
  readonly skeletons: readonly Skeleton[]
}

const VARIABLE = /\$\$|\$\{\{\s*(?:(?:ENV|env|CONTEXT|context)\.)?([A-Za-z_]\w*)|\$\{?([A-Za-z_]\w*)/g

/** The variables that a file names, comments apart. */
export function variablesOf(text: string): readonly string[] {
  const code = text.replace(/(^|\s)#.*$/gm, '$1')
  return [...new Set([...code.matchAll(VARIABLE)].flatMap(([, jina, plain]) => jina ?? plain ?? []))]
}

/** The comment at the top of a migrated file. */
export function writeNotes({ file, warnings, variables, skeletons }: Notes): string {
  const lines = [
    `Written by peaflow migrate from ${file}.`,
    ...section('Left out, or different:', warnings.flatMap(toLines)),
    ...section(
      'Variables whose values are now in this file:',
      variables.length === 0 ? [] : [`- ${variables.join(', ')}`],
    ),
    ...section(
      'Executors to be written:',
      skeletons.map(({ path, instead }) => `- ${path}, in place of ${instead}`),
    ),
  ]
  return lines.map((line) => (line === '' ? '#\n' : `# ${line.replace(/\s+/g, ' ').trimEnd()}\n`)).join('')
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines]
}

function toLines({ line, path, message, hint }: FlowProblem): readonly string[] {
  return [`- line ${line}, ${path}: ${message}${hint === undefined ? '' : `. ${hint}`}`]
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createProgram } from '../packages/cli/src/commands/program.ts'
import { pages } from './snippets.ts'
import { root } from './workspace.ts'

// Commands in the middle of a sentence, such as `peaflow plan flow.yml --format svg`.
it.each(pages)('%s names commands and options of peaflow that exist', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replace(/^ *```[\s\S]*?^ *```$/gm, '')
  const named = [...text.matchAll(/`(?:npx )?peaflow ([^`]+)`/g)].map(([, words = '']) => words.split(/\s+/))
  expect(named.filter((words) => !exists(words)).map((words) => words.join(' '))).toEqual([])
})

type Command = ReturnType<typeof createProgram>

function exists(words: readonly string[]): boolean {
  let command: Command = createProgram('0')
  const ancestors: Command[] = [command]
  const names = words.filter((word) => !word.startsWith('-'))
  for (const name of names) {
    const next = command.commands.find((one) => one.name() === name)
    if (next === undefined) break
    command = next
    ancestors.push(next)
  }
  const known = ancestors.flatMap(({ options }) => options.flatMap(({ long, short }) => [long, short]))
  const flags = words.filter((word) => word.startsWith('-') && word.length > 1)
  const isCommand = ancestors.length > 1 || names[0] === 'COMMAND' || names.length === 0 || names[0] === 'help'
  return isCommand && flags.every((flag) => ['--help', '-h', ...known].includes(flag.replace(/[=,.].*/, '')))
}

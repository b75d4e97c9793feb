import type { Command } from 'commander'
import { toBash } from './bash.ts'
import { listCommands } from './commands.ts'
import { toFish } from './fish.ts'
import { toZsh } from './zsh.ts'

const WRITERS = { bash: toBash, zsh: toZsh, fish: toFish } as const

/** The shells that there is completion for. */
export type Shell = keyof typeof WRITERS

/** The script that completes a command in a shell. */
export function writeCompletion(program: Command, shell: Shell): string {
  return WRITERS[shell](program.name(), listCommands(program))
}

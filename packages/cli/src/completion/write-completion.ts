import type { Command } from 'commander'
import { toBash } from './bash.ts'
import { toFish } from './fish.ts'
import { listCommands } from './list-commands.ts'
import { toZsh } from './zsh.ts'

const WRITERS = { bash: toBash, zsh: toZsh, fish: toFish } as const

/** The shells that are supported. */
export type Shell = keyof typeof WRITERS

/** Writes the completion script of a command for a shell. */
export function writeCompletion(program: Command, shell: Shell): string {
  return WRITERS[shell](program.name(), listCommands(program))
}

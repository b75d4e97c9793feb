import type { Command } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import { parseMilliseconds } from '../options/numbers.ts'
import type { ConformanceOptions } from './conformance.ts'

/** `peaflow conformance`: tests a Pea of another make. */
export function addConformance(program: Command): void {
  const command = program
    .command('conformance')
    .argument('<command...>', 'the program that runs a Pea, and its first arguments, after --')
    .summary('test a Pea of another make against the wire protocol')
    .description(
      [
        'Plays a Flow and the neighbours of a Pea, launches the program as that Pea, with the arguments of peaflow pea,',
        'and shows which promises of the wire protocol it keeps. The exit code is 1 if it breaks one.',
      ].join(' '),
    )
    .option('--only <text>', 'only promises with this text in their names', collect, [])
    .option('-t, --timeout <ms>', 'milliseconds that each step may take', parseMilliseconds, 20_000)
    .option('--uses <executor>', 'its executor (default: one that does what the parameters sleep and fail ask for)')
    .action(async (program: readonly string[], options: Omit<ConformanceOptions, 'command'>) => {
      const { conformance } = await import('./conformance.ts')
      process.exitCode = await conformance({ ...options, command: program }, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow conformance -- python3 pea.py', 'does that Pea keep every promise?'],
    ["peaflow conformance --only 'its receiver' -- ./pea --fast", 'what it does when a receiver dies'],
  ])
}

function collect(text: string, texts: readonly string[]): readonly string[] {
  return [...texts, text]
}

import type { Command } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import type { CheckOptions } from './options.ts'

/** `peaflow check`: finds all errors and warnings of a flow file. */
export function addCheck(program: Command): void {
  const command = program
    .command('check')
    .argument('<file>', 'the flow file')
    .summary('find mistakes in a flow file without running it')
    .description(
      'Reads and builds a Flow without starting it, and parses its executors without running them. Prints what it finds, each error and warning with its position.',
    )
    .option('--join <address>', 'where replicas join, as for up: [host:]port')
    .action(async (file: string, options: CheckOptions) => {
      const { checkFlow } = await import('./check.ts')
      process.exitCode = await checkFlow(file, options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow check flow.yml', 'exit code 0 if a Flow can be built from it, 2 if not'],
    ['peaflow check flow.yml --json', 'the same for an editor or a pipeline'],
  ])
}

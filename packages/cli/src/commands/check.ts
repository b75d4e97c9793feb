import type { Command } from 'commander'
import { globalsOf } from './globals.ts'
import { addExamples } from './help.ts'

/** `peaflow check`: all errors and warnings of a flow file. */
export function addCheck(program: Command): void {
  const command = program
    .command('check')
    .argument('<file>', 'the flow file')
    .summary('find every mistake in a flow file')
    .description('Reads and builds a Flow without starting it, and prints every error and warning, with its place.')
    .action(async (file: string) => {
      const { checkFlow } = await import('../flow-file/check.ts')
      process.exitCode = await checkFlow(file, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow check flow.yml', 'exit code 0 if a Flow can be built from it, 2 if not'],
    ['peaflow check flow.yml --json', 'the same for an editor or a pipeline'],
  ])
}

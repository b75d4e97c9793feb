import type { Command } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'

/** `peaflow up`: starts a Flow and keeps it up. */
export function addUp(program: Command): void {
  const command = program
    .command('up')
    .argument('<file>', 'the flow file')
    .summary('start a Flow and keep it up until ^C')
    .description(
      [
        'Starts a Flow and prints what its Peas write, until ^C. ^C stops the Flow in order:',
        'requests in flight are answered first. A second ^C stops it at once.',
      ].join(' '),
    )
    .action(async (file: string) => {
      const { upFlow } = await import('./up.ts')
      process.exitCode = await upFlow(file, globalsOf(command))
    })
  addExamples(command, [['peaflow up flow.yml', 'watch a Flow start, and its Peas work']])
}

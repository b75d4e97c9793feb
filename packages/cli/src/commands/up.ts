import type { Command } from 'commander'
import { globalsOf } from './globals.ts'
import { addExamples } from './help.ts'

/** `peaflow up`: start and stay. */
export function addUp(program: Command): void {
  const command = program
    .command('up')
    .argument('<file>', 'the flow file')
    .summary('start a Flow and keep it up until ^C')
    .description(
      [
        'Starts a Flow, prints what its Peas write, and stays until ^C, which stops it in',
        'order: what is on its way arrives first. A second ^C insists.',
      ].join(' '),
    )
    .action(async (file: string) => {
      const { upFlow } = await import('../run/up.ts')
      process.exitCode = await upFlow(file, globalsOf(command))
    })
  addExamples(command, [['peaflow up flow.yml', 'watch a Flow start, and its Peas work']])
}

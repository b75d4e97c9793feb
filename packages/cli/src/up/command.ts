import type { Command } from 'commander'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import { logLevelOption } from '../options/log-level.ts'
import type { Level } from '../terminal/level.ts'

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
    .addOption(logLevelOption())
    .action(async (file: string, { logLevel }: { readonly logLevel: Level }) => {
      const { upFlow } = await import('./up.ts')
      process.exitCode = await upFlow(file, { ...globalsOf(command), logLevel })
    })
  addExamples(command, [
    ['peaflow up flow.yml', 'watch a Flow start, and its Peas work'],
    ['peaflow up flow.yml --log-level warn', 'see only what Peas write to stderr, and what goes wrong'],
  ])
}

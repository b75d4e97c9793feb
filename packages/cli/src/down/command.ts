import type { Command } from 'commander'
import { addFlowOption } from '../flows/flow-option.ts'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import { parseTime } from '../options/numbers.ts'
import type { DownOptions } from './down.ts'

/** `peaflow down`: stops a Flow that is up. */
export function addDown(program: Command): void {
  const command = addFlowOption(program.command('down'))
    .summary('stop a Flow that is up')
    .description(
      [
        'Stops a Flow that is up, as SIGTERM does: it takes no new request, answers those in flight, and ends its Peas. Ends',
        'once nothing of it is left.',
      ].join(' '),
    )
    .option(
      '-t, --timeout <time>',
      'how long to wait for the next answer, and for Peas to end (default: 5s)',
      parseTime,
    )
    .action(async (options: DownOptions) => {
      const { down } = await import('./down.ts')
      process.exitCode = await down(options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow down', 'stop the only Flow that is up'],
    ['peaflow down --flow flow.yml --timeout 0', 'stop the Flow of this file at once'],
  ])
}

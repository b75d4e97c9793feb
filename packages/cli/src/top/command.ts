import type { Command } from 'commander'
import { addFlowOption } from '../flows/flow-option.ts'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import type { TopOptions } from './top.ts'

/** `peaflow top`: shows what a Flow that is up does now. */
export function addTop(program: Command): void {
  const command = addFlowOption(program.command('top'))
    .summary('show what each Pod of a Flow does, live')
    .description(
      [
        'Shows, once a second, how many calls each Pod of a Flow makes, how long they take (half of them at most P50, 99 of',
        '100 at most P99), what waits for it and what it uses. q ends it, and ^C with exit code 130. Where stdout is not a',
        'terminal, it prints one look and ends.',
      ].join(' '),
    )
    .option('--once', 'print one look and end', false)
    .action(async (options: TopOptions) => {
      const { top } = await import('./top.ts')
      process.exitCode = await top(options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow top', 'watch the only Flow that is up'],
    ['peaflow top --once --json', 'the same for a script, once; a line a second without --once'],
  ])
}

import { type Command, Option } from 'commander'
import { addFlowOption } from '../flows/flow-option.ts'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import type { PsOptions } from './ps.ts'

/** `peaflow ps`: lists the Flows that are up, and their Peas. */
export function addPs(program: Command): void {
  const command = addFlowOption(program.command('ps'))
    .summary('list the Flows that are up, and their Peas')
    .description(
      [
        'Lists the Flows that are up, and of each Pea its runtime, its process or container, its state, how often it was',
        'started again, the requests that it holds, and what it uses. Removes what Flows that crashed have left, and says so.',
      ].join(' '),
    )
    .addOption(new Option('-q, --quiet', 'print only the names of the Flows').conflicts('pods'))
    .option('--pods', 'print only the names of their Pods', false)
    .action(async (options: PsOptions) => {
      const { ps } = await import('./ps.ts')
      process.exitCode = await ps(options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow ps', 'every Flow of yours on this machine'],
    ["peaflow ps --json | jq '.flows[].peas[].pid'", 'for a script'],
  ])
}

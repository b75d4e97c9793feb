import { parseDuration } from '@peaflow/core'
import { type Command, InvalidArgumentError } from 'commander'
import { addFlowOption } from '../flows/flow-option.ts'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import type { WhyOptions } from './why.ts'

/** `peaflow why`: shows where the time of a request went. */
export function addWhy(program: Command): void {
  const command = addFlowOption(program.command('why').argument('[request-id]', 'the id that its answer carries'))
    .summary('show where the time of a request went')
    .description(
      [
        'Shows where each millisecond of a request went: how long it waited for each Pod, and how long each was called. The',
        'id is the X-Request-Id of the answer, or what the client sent as such. The last 1,000 requests are kept, and slow and',
        'failed ones longer. Without an id, it lists the slowest and those that failed of late.',
      ].join(' '),
    )
    .option('--failed', 'list only those that failed', false)
    .option('--slower <time>', 'list only those that took longer, such as 100ms', parseTime)
    .option('-q, --quiet', 'list only their ids', false)
    .action(async (id: string | undefined, options: WhyOptions) => {
      const { why } = await import('./why.ts')
      process.exitCode = await why(id, options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow why', 'the slowest and the failed requests of late'],
    ['peaflow why 0b2f4c1e-8d43-4f0b-9a51-3d3f4f7a1c22', 'one of them'],
  ])
}

function parseTime(text: string): string {
  if (parseDuration(text) !== undefined) return text
  throw new InvalidArgumentError('Expected a time, such as 100ms or 2s.')
}

import { type Command, InvalidArgumentError, Option } from 'commander'
import { addFlowOption } from '../flows/flow-option.ts'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import { parseCount } from '../options/numbers.ts'
import { type PodSide, parsePodSide } from '../tap/pod-side.ts'
import type { RecordOptions } from './record.ts'
import type { ReplayOptions } from './replay.ts'

/** `peaflow record`: writes what passes a Pod as lines that `peaflow replay` sends. */
export function addRecord(program: Command): void {
  const command = addFlowOption(
    program.command('record').argument('<pod[:in|out]>', 'the Pod, and a side of it (default: in)', parsePodSide),
  )
    .summary('write what passes a Pod to a file, to be sent again')
    .description(
      [
        'Writes the requests that pass a Pod to stdout, from now on until ^C, which ends it with exit code 130: a line of JSON',
        'each, with the time, the endpoint, the documents and the parameters. It never slows the Flow: beyond 1,000 a second',
        'of each replica, and for messages of more than 1 MB, it leaves some out, and says how many.',
      ].join(' '),
    )
    .option('-n, --count <n>', 'end after n requests', parseCount)
    .action(async (side: PodSide, options: RecordOptions) => {
      const { record } = await import('./record.ts')
      process.exitCode = await record(side, options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow record encode > requests.jsonl', 'what arrives at encode, until ^C'],
    ['peaflow record encode --count 100 > requests.jsonl', 'the next 100'],
  ])
}

/** `peaflow replay`: sends what was recorded to a Flow that is up. */
export function addReplay(program: Command): void {
  const command = addFlowOption(
    program.command('replay').argument('<recording>', 'the file that peaflow record has written; - is stdin'),
  )
    .summary('send what was recorded to a Flow')
    .description(
      [
        'Sends recorded requests to a Flow that is up, and says how many were answered and how many failed; the exit code is',
        '1 if any did. Without --rate and --as-recorded, the next one is sent when one is answered, 16 at a time.',
      ].join(' '),
    )
    .addOption(new Option('-r, --rate <n>', 'requests a second').argParser(parseRate).conflicts('asRecorded'))
    .option('--as-recorded', 'with the pauses that were between them', false)
    .action(async (file: string, options: ReplayOptions) => {
      const { replay } = await import('./replay.ts')
      process.exitCode = await replay(file, options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow replay requests.jsonl', 'as fast as the Flow answers'],
    ['peaflow replay requests.jsonl --rate 50', '50 requests a second'],
  ])
}

function parseRate(text: string): number {
  const rate = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && rate > 0 && rate <= 100_000) return rate
  throw new InvalidArgumentError('Expected a number of requests a second, above 0.')
}

import { type Command, InvalidArgumentError } from 'commander'
import { addFlowOption } from '../flows/flow-option.ts'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import { parseCount } from '../options/numbers.ts'
import { type PodSide, parsePodSide } from './pod-side.ts'
import type { TapOptions } from './tap.ts'

/** `peaflow tap`: shows messages that pass a Pod. */
export function addTap(program: Command): void {
  const command = addFlowOption(
    program.command('tap').argument('<pod[:in|out]>', 'the Pod, and a side of it (default: out)', parsePodSide),
  )
    .summary('show messages that pass a Pod')
    .description(
      [
        'Shows copies of messages that pass the replicas of a Pod, from now on until ^C, which ends it with exit code 130.',
        'It never slows the Flow: of many messages, some are copied. With --json, each is a line with all of its documents.',
      ].join(' '),
    )
    .option('-n, --count <n>', 'end after n messages', parseCount)
    .option('-r, --rate <n>', 'the most messages a second of each replica, up to 1000', parseRate, 10)
    .action(async (side: PodSide, options: TapOptions) => {
      const { tap } = await import('./tap.ts')
      process.exitCode = await tap(side, options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow tap encode', 'what leaves encode'],
    ['peaflow tap encode:in --count 3 --json | jq .documents', 'three messages that arrive there, whole'],
  ])
}

function parseRate(text: string): number {
  const rate = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && rate > 0 && rate <= 1_000) return rate
  throw new InvalidArgumentError('Expected a number above 0, up to 1000.')
}

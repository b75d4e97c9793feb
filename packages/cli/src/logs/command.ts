import { type Command, InvalidArgumentError, Option } from 'commander'
import { addFlowOption } from '../flows/flow-option.ts'
import { globalsOf } from '../options/globals.ts'
import { addExamples } from '../options/help.ts'
import { LEVELS } from '../terminal/level.ts'
import type { LogsOptions } from './logs.ts'
import { parseSince } from './since.ts'

/** `peaflow logs`: prints what the Peas of a Flow that is up have written. */
export function addLogs(program: Command): void {
  const command = addFlowOption(program.command('logs').argument('[pod...]', 'only those of these Pods'))
    .summary('print what the Peas of a Flow have written')
    .description(
      [
        'Prints what the Peas of a Flow that is up have written lately, each line with its time, its level and its Pea, as',
        'peaflow up does; of one that was started with up -d and has crashed, what its journal holds. With --follow it goes on until ^C, which ends it with exit code 130, or until the Flow ends.',
      ].join(' '),
    )
    .option('-f, --follow', 'go on with what they write from now on', false)
    .option('-n, --tail <n>', 'only the last n lines (default: all that are kept)', parseTail)
    .option('--since <time>', 'only lines since then: 10m ago, or 2026-11-29T14:02:00', parseSince)
    .addOption(new Option('--level <level>', 'only lines of this level and above').choices(LEVELS.slice(0, -1)))
    .option('--grep <pattern>', 'only lines that match this regular expression', parsePattern)
    .action(async (pods: readonly string[], options: LogsOptions) => {
      const { logs } = await import('./logs.ts')
      process.exitCode = await logs(pods, options, globalsOf(command))
    })
  addExamples(command, [
    ['peaflow logs --tail 20', 'the last lines of all Pods'],
    ['peaflow logs encode --follow --level warn', 'what goes wrong in encode, as it happens'],
    ["peaflow logs --since 10m --grep 'timeout|refused'", 'look for something'],
  ])
}

function parseTail(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Expected a number of lines.')
}

function parsePattern(text: string): string {
  try {
    new RegExp(text)
    return text
  } catch (caught) {
    throw new InvalidArgumentError(caught instanceof Error ? `${caught.message}.` : String(caught))
  }
}

import { exitCodeOf, FlowError } from '@peaflow/core'
import { paintFor } from '../output/color.ts'
import { type Diagnosis, diagnose } from './diagnosis.ts'
import { toDiagnosisJson } from './json.ts'
import { toReport } from './text.ts'

/** Exit codes, as they are documented. */
export const EXIT = { done: 0, failed: 1, wrong: 2, interrupted: 130 } as const

/** Reports what ended a command, and returns the exit code. */
export function fail(caught: unknown, args: readonly string[]): number {
  const asked = readCommanderError(caught)
  if (asked === 'help') return EXIT.done
  const error = asked ?? caught
  report(diagnose(error), { debug: args.includes('--debug'), json: args.includes('--json') })
  return exitCodeOf(error)
}

/** Writes to stderr what went wrong. */
export function report(diagnosis: Diagnosis, { debug, json }: { debug: boolean; json: boolean }): void {
  process.stderr.write(
    json
      ? `${JSON.stringify({ [diagnosis.severity]: toDiagnosisJson(diagnosis, debug) })}\n`
      : toReport(diagnosis, { paint: paintFor(process.stderr), debug }),
  )
}

/** Commander throws for mistakes on the command line, and also when it has printed a help or the version. */
function readCommanderError(caught: unknown): FlowError | 'help' | undefined {
  if (!(caught instanceof Error) || !('code' in caught) || !String(caught.code).startsWith('commander.'))
    return undefined
  if ('exitCode' in caught && caught.exitCode === 0) return 'help'
  // `peaflow` alone asks for help too, but Commander calls that a mistake.
  if (caught.code === 'commander.help') return 'help'
  const [first = '', ...rest] = caught.message.replace(/^error: /, '').split('\n')
  const suggestion = /\((Did you mean .*)\)/s.exec(rest.join('\n'))?.[1]
  return new FlowError('CONFIG_COMMAND', first, {
    hint: suggestion ?? 'See: peaflow --help, or --help after a command',
  })
}

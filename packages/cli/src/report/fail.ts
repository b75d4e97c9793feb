import { exitCodeOf, FlowError } from '@peaflow/core'
import { toSafeJson } from '@peaflow/pea/json'
import { paintFor } from '../terminal/color.ts'
import { type Diagnosis, diagnoseAll } from './diagnosis.ts'
import { toDiagnosisJson } from './json.ts'
import { readSource } from './source.ts'
import { toReport } from './text.ts'

/** How errors are reported. */
export interface ReportStyle {
  /** Whether to write stack traces. */
  readonly debug: boolean
  readonly json: boolean
}

/** Reports the error that ended a command, and returns the exit code. */
export function fail(caught: unknown, style: ReportStyle): number {
  const error = readCommanderError(caught) ?? caught
  report(diagnoseAll(error), style)
  return exitCodeOf(error)
}

/** Writes errors and warnings to stderr. */
export function report(diagnoses: readonly Diagnosis[], { debug, json }: ReportStyle): void {
  const paint = paintFor(process.stderr)
  const [first] = diagnoses
  const source = json || first === undefined ? undefined : readSource(first)
  const texts = diagnoses.map((diagnosis) =>
    json
      ? `${toSafeJson({ [diagnosis.severity]: toDiagnosisJson(diagnosis, debug) })}\n`
      : toReport(diagnosis, { paint, debug, source }),
  )
  process.stderr.write(texts.join(''))
}

/** Commander throws errors of its own for mistakes on the command line. */
function readCommanderError(caught: unknown): FlowError | undefined {
  if (!(caught instanceof Error) || !('code' in caught) || !String(caught.code).startsWith('commander.'))
    return undefined
  const [first = '', ...rest] = caught.message.replace(/^error: /, '').split('\n')
  const suggestion = /\((Did you mean .*)\)/s.exec(rest.join('\n'))?.[1]
  return new FlowError('CONFIG_COMMAND', first, {
    hint: suggestion ?? 'See: peaflow --help, or --help after a command',
  })
}

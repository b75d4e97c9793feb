import { FlowError } from '@peaflow/core'
import { toCause } from '@peaflow/protocol'

/** How the program of an executor ended. */
export interface ProgramEnd {
  /** What errors call the program. */
  readonly name: string
  /** `null` if a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** What it sent that cannot be understood, for which it was ended. */
  readonly broken: string | undefined
  /** Whether it had said that it is ready. */
  readonly wasReady: boolean
  /** The last lines that it wrote to stderr, oldest first. */
  readonly lastLines: readonly string[]
}

/** What a signal means that ends a program. */
const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGSEGV: 'it used memory that is not its own, mostly in native code',
  SIGBUS: 'it used memory that is not there, mostly in native code',
  SIGABRT: 'it gave up by itself, as native code does when memory is short or damaged',
  SIGFPE: 'it divided by zero in native code',
  SIGILL: 'it ran an instruction that this processor does not have',
}

/** Explains why the program of an executor ended on its own. The cause holds its last lines. */
export function whyProgramEnded(end: ProgramEnd): FlowError {
  const { name, broken, wasReady, lastLines } = end
  const what = broken === undefined ? howEnded(end) : `does not follow the executor protocol: it sent ${broken}`
  const when = wasReady || broken !== undefined ? '' : ' before it was ready'
  const last = lastLines.findLast((line) => line.trim() !== '')
  const said = last === undefined ? '' : `; its last line on stderr: ${last.trim()}`
  const message = `the executor ${name} ${what}${when}${said}`
  const cause = lastLines.length < 2 ? undefined : toCause({ message, stack: lastLines.join('\n') })
  return new FlowError('LAUNCH_EXECUTOR_ENDED', message, { hint: hintFor(end), cause })
}

function howEnded({ code, signal }: ProgramEnd): string {
  if (signal === null) return `ended its process with exit code ${code}`
  const meaning = SIGNALS[signal]
  return `was ended by ${signal}${meaning === undefined ? '' : `: ${meaning}`}`
}

function hintFor({ broken, signal, wasReady }: ProgramEnd): string | undefined {
  if (broken !== undefined)
    return 'docs/executor-protocol.md describes the protocol; print to stderr, not to where messages go'
  if (signal === 'SIGKILL')
    return 'If memory ran out, the system ended the largest process: give it more, or smaller batches'
  if (signal !== null) return undefined
  return wasReady ? 'To fail a request, throw; do not end the process' : undefined
}

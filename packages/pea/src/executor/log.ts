import { format } from 'node:util'
import type { ExecutorLog, PeaLogLine } from '@peaflow/core'

/** Receives each line that an executor logs. */
export type OnLog = (line: PeaLogLine) => void

/** The `ctx.log` of an executor: `debug` and `info` write lines to stdout, `warn` and `error` to stderr. */
export function createLog(onLog: OnLog = writeLine): ExecutorLog {
  const to =
    (stream: PeaLogLine['stream']) =>
    (message: string, ...details: unknown[]) => {
      for (const text of format(message, ...details).split('\n')) onLog({ stream, text })
    }
  return { debug: to('stdout'), info: to('stdout'), warn: to('stderr'), error: to('stderr') }
}

function writeLine({ stream, text }: PeaLogLine): void {
  process[stream].write(`${text}\n`)
}

import { format } from 'node:util'
import { type ExecutorLog, type LeveledLine, type LogLevel, markLevel, type PeaLogLine } from '@peaflow/core'

/** Receives each line that an executor logs, marked with its level as by `markLevel`. */
export type OnLog = (line: PeaLogLine) => void

/** The output that lines of each level are written to. */
const STREAM_OF = { debug: 'stdout', info: 'stdout', warn: 'stderr', error: 'stderr' } as const

/**
 * The `ctx.log` of an executor: `debug` and `info` write lines to stdout, `warn` and `error` to stderr.
 *
 * @param prefix - stands at the beginning of each line
 */
export function createLog(onLog?: OnLog, prefix = ''): ExecutorLog {
  const write = onLog === undefined ? writeLine : (line: LeveledLine) => onLog(toMarked(line))
  const at =
    (level: LogLevel) =>
    (message: string, ...details: unknown[]) => {
      for (const line of format(message, ...details).split('\n')) {
        write({ stream: STREAM_OF[level], text: prefix + line, level })
      }
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function toMarked(line: LeveledLine): PeaLogLine {
  return { stream: line.stream, text: markLevel(line) }
}

/** On a terminal somebody reads it; anything else is the pipe of a launcher. */
function writeLine(line: LeveledLine): void {
  const { stream, text } = line
  process[stream].write(`${process[stream].isTTY ? text : markLevel(line)}\n`)
}

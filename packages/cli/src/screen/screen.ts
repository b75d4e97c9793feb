import type { WriteStream } from 'node:tty'
import type { FlowPlan } from '@peaflow/core'
import type { FlowEvent, FlowLogLine } from '@peaflow/engine'
import { toSafeJson } from '@peaflow/pea/json'
import type { GlobalOptions } from '../options/globals.ts'
import type { Diagnosis } from '../report/diagnosis.ts'
import { toDiagnosisJson } from '../report/json.ts'
import { toReport } from '../report/text.ts'
import { paintFor } from '../terminal/color.ts'
import { isAtLeast, type Level } from '../terminal/level.ts'
import { printable } from '../terminal/printable.ts'
import { describeEvent } from './events.ts'
import { toLogLine } from './log.ts'
import { openProgress, type Progress } from './progress.ts'

/** Where a running Flow reports what happens. */
export interface Screen extends Pick<Progress, 'show' | 'hide' | 'end'> {
  /** Writes a line of a Pea. While the output is not read, lines are dropped and counted. */
  log(line: FlowLogLine): void
  event(event: FlowEvent): void
  /** Reports a failure; `--json` adds the `fields`. Resolves when more can be taken. */
  failure(diagnosis: Diagnosis, fields?: Readonly<Record<string, unknown>>): Promise<void>
  /** Writes one line for a person. With `--json` it writes the fields instead, if there are any. */
  print(text: string, fields?: Readonly<Record<string, unknown>>): void
  /** Writes one line, only on a terminal. */
  note(text: string): void
}

/** What a screen shows, and how. */
export interface ScreenOptions extends Pick<GlobalOptions, 'debug' | 'json'> {
  /**
   * The least level of lines of Peas, and of events, that are shown.
   *
   * @defaultValue info
   */
  readonly logLevel?: Level | undefined
}

/** Reports on a stream what happens to a Flow: as lines of text, or with `--json` as one JSON object per line. */
export function openScreen(plan: FlowPlan, stream: WriteStream, options: ScreenOptions): Screen {
  const progress = openProgress(stream)
  return options.json ? toJsonScreen(progress, options) : toTextScreen(progress, { plan, stream, options })
}

function toJsonScreen(progress: Progress, { debug, logLevel = 'info' }: ScreenOptions): Screen {
  const write = (object: Readonly<Record<string, unknown>>) => progress.above(`${toSafeJson(object)}\n`)
  const log = droppable(progress, (dropped) => write({ dropped }))
  return {
    show: () => undefined,
    hide: () => undefined,
    end: progress.end,
    log: (line) => {
      const time = new Date()
      if (isAtLeast(line.level, logLevel)) log(() => write({ log: { time, ...line } }))
    },
    event: (event) => void write({ event }),
    failure: (diagnosis, fields) => write({ [diagnosis.severity]: toDiagnosisJson(diagnosis, debug), ...fields }),
    print: (_, fields) => {
      if (fields !== undefined) void write(fields)
    },
    note: () => undefined,
  }
}

interface TextScreenOptions {
  readonly plan: FlowPlan
  readonly stream: WriteStream
  readonly options: ScreenOptions
}

function toTextScreen(progress: Progress, { plan, stream, options }: TextScreenOptions): Screen {
  const { debug, logLevel = 'info' } = options
  const paint = paintFor(stream)
  const ready = new Set<string>()
  const peas = plan.peas.map((pea) => pea.id).filter((id) => id !== 'gateway')
  const logLine = toLogLine(peas, paint)
  const log = droppable(progress, (dropped) =>
    progress.above(`… ${dropped} lines dropped, because the output is not being read\n`),
  )
  return {
    show: progress.show,
    hide: progress.hide,
    end: progress.end,
    log: (line) => {
      const time = new Date()
      if (isAtLeast(line.level, logLevel)) log(() => progress.above(logLine({ ...line, time })))
    },
    event: (event) => {
      const described = describeEvent(event)
      if (event.type === 'pea-ready') ready.add(event.pea)
      // A Pea that is not started again in the start of the Flow ends it, and the error reports that.
      if (event.type === 'pea-exited' && event.restartIn === undefined && !ready.has(event.pea)) return
      if (described === undefined || !isAtLeast(described.level, logLevel)) return
      void progress.above(`${paint.dim(printable(described.text))}\n`)
    },
    failure: (diagnosis) => progress.above(toReport(diagnosis, { paint, debug })),
    print: (text) => void progress.above(`${text}\n`),
    note: (text) => {
      if (stream.isTTY) void progress.above(`${paint.dim(text)}\n`)
    },
  }
}

/** Drops what is written while the output is not read, and reports how much that was. */
function droppable(
  progress: Progress,
  report: (dropped: number) => Promise<void>,
): (write: () => Promise<void>) => void {
  let dropped = 0
  return (write) => {
    if (progress.isClogged) {
      dropped++
      return
    }
    if (dropped > 0) void report(dropped)
    dropped = 0
    void write()
  }
}

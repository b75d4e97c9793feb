import type { WriteStream } from 'node:tty'
import type { FlowPlan } from '@peaflow/core'
import type { FlowEvent, FlowLogLine } from '@peaflow/engine'
import type { GlobalOptions } from '../commands/globals.ts'
import { paintFor } from '../output/color.ts'
import { toLogLine } from '../output/log.ts'
import { openProgress, type Progress } from '../output/progress.ts'
import type { Diagnosis } from '../report/diagnosis.ts'
import { toDiagnosisJson } from '../report/json.ts'
import { toReport } from '../report/text.ts'
import { describeEvent } from './events.ts'

/** Where a running Flow says what happens. */
export interface Screen extends Pick<Progress, 'show' | 'hide' | 'end'> {
  /** A line that a Pea wrote; dropped, and counted, while nobody reads. */
  log(line: FlowLogLine): void
  event(event: FlowEvent): void
  /** Something that failed; `fields` tell more of it to `--json`. Is done when more can be taken. */
  failure(diagnosis: Diagnosis, fields?: Readonly<Record<string, unknown>>): Promise<void>
  /** One line for a person; with `--json` its fields, if it has any. */
  say(text: string, fields?: Readonly<Record<string, unknown>>): void
}

/** Says on a stream what happens to a Flow: as lines of text, or with `--json` as one JSON object a line. */
export function openScreen(plan: FlowPlan, stream: WriteStream, globals: GlobalOptions): Screen {
  const progress = openProgress(stream)
  return globals.json ? toJsonScreen(progress, globals) : toTextScreen(progress, { plan, stream, globals })
}

function toJsonScreen(progress: Progress, { debug }: GlobalOptions): Screen {
  const write = (object: Readonly<Record<string, unknown>>) => progress.above(`${JSON.stringify(object)}\n`)
  const log = droppable(progress, (dropped) => write({ dropped }))
  return {
    show: () => undefined,
    hide: () => undefined,
    end: progress.end,
    log: (line) => log(() => write({ log: line })),
    event: (event) => void write({ event }),
    failure: (diagnosis, fields) => write({ [diagnosis.severity]: toDiagnosisJson(diagnosis, debug), ...fields }),
    say: (_, fields) => {
      if (fields !== undefined) void write(fields)
    },
  }
}

interface TextScreenOptions {
  readonly plan: FlowPlan
  readonly stream: WriteStream
  readonly globals: GlobalOptions
}

function toTextScreen(progress: Progress, { plan, stream, globals }: TextScreenOptions): Screen {
  const paint = paintFor(stream)
  const ready = new Set<string>()
  const peas = plan.peas.map((pea) => pea.id).filter((id) => id !== 'gateway')
  const logLine = toLogLine(peas, paint)
  const log = droppable(progress, (dropped) => progress.above(`… ${dropped} lines dropped, as nobody reads them\n`))
  return {
    show: progress.show,
    hide: progress.hide,
    end: progress.end,
    log: ({ pea, text }) => log(() => progress.above(logLine(pea, text))),
    event: (event) => {
      const text = describeEvent(event)
      if (event.type === 'pea-ready') ready.add(event.pea)
      // One that was never ready ends the start, whose error says it all.
      if (event.type === 'pea-exited' && !ready.has(event.pea)) return
      if (text !== undefined) void progress.above(`${paint.dim(text)}\n`)
    },
    failure: (diagnosis) => progress.above(toReport(diagnosis, { paint, debug: globals.debug })),
    say: (text) => void progress.above(`${text}\n`),
  }
}

/** Drops what is written while nobody reads, and tells how much that was. */
function droppable(progress: Progress, tell: (dropped: number) => Promise<void>): (write: () => Promise<void>) => void {
  let dropped = 0
  return (write) => {
    if (progress.isClogged) {
      dropped++
      return
    }
    if (dropped > 0) void tell(dropped)
    dropped = 0
    void write()
  }
}

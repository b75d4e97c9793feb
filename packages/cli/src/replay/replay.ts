import { type FlowError, isFlowError } from '@peaflow/core'
import { toJsonLine, toSafeJson } from '@peaflow/pea/json'
import { isFlowGone } from '../flows/flow-gone.ts'
import type { FlowOption } from '../flows/flow-option.ts'
import { type OperatedFlow, operate } from '../flows/operate.ts'
import { readLines } from '../input/lines.ts'
import { openSource, type Source } from '../input/source.ts'
import type { GlobalOptions } from '../options/globals.ts'
import { diagnose } from '../report/diagnosis.ts'
import { EXIT } from '../report/exit-code.ts'
import { type ReportStyle, report } from '../report/fail.ts'
import { openProgress } from '../screen/progress.ts'
import { parseRecorded, type RecordedRequest } from './recording.ts'
import { ReplayTally } from './replay-tally.ts'
import { sendAll } from './send-all.ts'
import { type TimetableOptions, toTimetable } from './timetable.ts'

/** The options of `peaflow replay`. */
export interface ReplayOptions extends FlowOption, TimetableOptions {}

/** Sends what was recorded, prints how many requests were answered, and returns the exit code. */
export async function replay(file: string, options: ReplayOptions, globals: GlobalOptions): Promise<number> {
  const source = await openSource(file)
  let failed = 0
  try {
    const code = await operate(options, {
      act: async (flow) => {
        const tally = new ReplayTally()
        try {
          await showing(tally, () => sendSource(flow, source, { options, tally, style: globals }))
        } finally {
          process.stdout.write(globals.json ? `${toSafeJson(tally.state())}\n` : `${tally.describe()}\n`)
        }
        failed = tally.state().failed
      },
    })
    return code === EXIT.ok && failed > 0 ? EXIT.failed : code
  } finally {
    source.close()
  }
}

interface Replaying {
  readonly options: TimetableOptions
  readonly tally: ReplayTally
  readonly style: ReportStyle
}

async function sendSource(flow: OperatedFlow, source: Source, { options, tally, style }: Replaying): Promise<void> {
  const { interrupted: signal } = flow
  signal.addEventListener('abort', source.close)
  const gone = new AbortController()
  const send = async (request: RecordedRequest) => {
    try {
      await flow.ask(toPost(request))
      tally.answered()
    } catch (caught) {
      if (signal.aborted) return
      if (isFlowGone(caught)) gone.abort(caught)
      // Of each kind, the first is reported.
      if (tally.failed(codeOf(caught))) report([diagnose(caught)], style)
    }
  }
  await sendAll(readRecording(source), {
    timetable: toTimetable(options),
    send,
    signal: AbortSignal.any([signal, gone.signal]),
  })
}

function toPost({ endpoint, documents, parameters }: RecordedRequest) {
  const path = endpoint.split('/').map(encodeURIComponent).join('/')
  return { method: 'POST', path, body: toJsonLine({ documents, parameters }) } as const
}

async function* readRecording({ chunks, name }: Source): AsyncGenerator<RecordedRequest> {
  for await (const { number, text } of readLines(chunks, { name })) {
    if (text.trim() !== '') yield parseRecorded(text, `${name}: line ${number}`)
  }
}

function codeOf(caught: unknown): string {
  return isFlowError(caught) ? (caught as FlowError).code : 'REQUEST_FAILED'
}

async function showing(tally: ReplayTally, act: () => Promise<void>): Promise<void> {
  const progress = openProgress(process.stderr)
  if (process.stderr.isTTY) progress.show(() => tally.describe())
  try {
    await act()
  } finally {
    progress.end()
  }
}

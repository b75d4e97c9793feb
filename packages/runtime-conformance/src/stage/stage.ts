import assert from 'node:assert/strict'
import type { LaunchOptions, PeaHandle, PeaLogLine } from '@peaflow/core'
import type { ConformanceSubject } from '../subject/subject.ts'
import { type SuitePea, toSuiteSpec } from '../subject/suite-pea.ts'
import { within } from './within.ts'

/** Where the Peas of one case are launched; what is left of them when it closes is a failure. */
export interface Stage {
  readonly patience: number
  launch(pea: SuitePea, options?: Pick<LaunchOptions, 'signal'>): Promise<StagedPea>
  /** Launches with no options at all, so that nobody listens. */
  launchUnheard(pea: SuitePea): Promise<PeaHandle>
}

/** A launched Pea and what it said. */
export interface StagedPea {
  readonly handle: PeaHandle
  /** The lines of its executor so far; those of the program that runs it are left out. */
  readonly lines: readonly PeaLogLine[]
  /** Settles when its executor has said a line that begins so. */
  said(beginning: string): Promise<void>
}

/** What every line of the suite's executors begins with. */
export const MARK = 'conformance '

/** Plays a case on a stage of its own, and clears it. */
export async function onStage(subject: ConformanceSubject, play: (stage: Stage) => Promise<void>): Promise<void> {
  const { patience = 20_000 } = subject
  const launcher = subject.createLauncher()
  const handles: PeaHandle[] = []
  const launchWith = async (pea: SuitePea, options?: LaunchOptions): Promise<PeaHandle> => {
    const handle = await within(patience, 'launch', launcher.launch(adapted(subject, pea), options))
    handles.push(handle)
    return handle
  }
  const launch: Stage['launch'] = async (pea, options) => {
    const { onLog, ...heard } = listen(patience)
    return { handle: await launchWith(pea, { ...options, onLog }), ...heard }
  }
  try {
    await play({ patience, launch, launchUnheard: (pea) => launchWith(pea) })
  } finally {
    const exits = handles.map((handle) => handle.stop({ grace: 0 }).then(() => handle.exited))
    await within(patience, 'stop', Promise.allSettled(exits))
  }
  assert.equal(await subject.countLeftovers(), 0, 'something is left behind')
}

/** The spec of a Pea of the suite, as the runtime wants it. */
export function adapted({ adapt = (spec) => spec }: ConformanceSubject, pea: SuitePea): ReturnType<typeof adapt> {
  return adapt(toSuiteSpec(pea))
}

function listen(patience: number): Pick<StagedPea, 'lines' | 'said'> & Required<Pick<LaunchOptions, 'onLog'>> {
  const lines: PeaLogLine[] = []
  const waiting = new Set<() => void>()
  const onLog = (line: PeaLogLine): void => {
    if (!line.text.startsWith(MARK)) return
    lines.push(line)
    for (const look of waiting) look()
  }
  const said = async (beginning: string): Promise<void> => {
    const heard = new Promise<void>((resolve) => {
      const look = (): void => {
        if (lines.some(({ text }) => text.startsWith(MARK + beginning))) resolve()
      }
      waiting.add(look)
      look()
    })
    await within(patience, `line "${MARK}${beginning}"`, heard)
  }
  return { lines, said, onLog }
}

import assert from 'node:assert/strict'
import type { LaunchOptions, PeaHandle, PeaLogLine } from '@peaflow/core'
import type { ConformanceSubject } from '../subject/subject.ts'
import { type SuitePea, toSuiteSpec } from '../subject/suite-pea.ts'
import { within } from './within.ts'

/** Launches the Peas of one case. When the case ends, nothing of them may be left. */
export interface Stage {
  /** Milliseconds after which a case gives up waiting. */
  readonly timeout: number
  launch(pea: SuitePea, options?: Pick<LaunchOptions, 'signal' | 'folders'>): Promise<StagedPea>
  /** Asks the launcher whether a Pea shares a folder of this machine. */
  sharesFolder(pea: SuitePea, folder: string): Promise<boolean>
  /** Launches without any options, so that no function receives the lines. */
  launchSilently(pea: SuitePea): Promise<PeaHandle>
}

/** A launched Pea and its lines. */
export interface StagedPea {
  readonly handle: PeaHandle
  /** The lines of its executor so far, without those of the program that runs it. */
  readonly lines: readonly PeaLogLine[]
  /** Resolves when its executor has written a line that begins like this. */
  wrote(beginning: string): Promise<void>
}

/** The beginning of every line of the suite's executors. */
export const MARK = 'conformance '

/** Runs a case on its own stage, stops its Peas, and checks that nothing is left. */
export async function onStage(subject: ConformanceSubject, play: (stage: Stage) => Promise<void>): Promise<void> {
  const { timeout = 20_000 } = subject
  const launcher = subject.createLauncher()
  const handles: PeaHandle[] = []
  const launchWith = async (pea: SuitePea, options?: LaunchOptions): Promise<PeaHandle> => {
    const handle = await within(timeout, 'launch', launcher.launch(adapted(subject, pea), options))
    handles.push(handle)
    return handle
  }
  const launch: Stage['launch'] = async (pea, options) => {
    const { onLog, ...recorded } = recordLines(timeout)
    return { handle: await launchWith(pea, { ...options, onLog }), ...recorded }
  }
  const sharesFolder: Stage['sharesFolder'] = async (pea, folder) =>
    await within(timeout, 'answer', launcher.sharesFolder?.(adapted(subject, pea), folder) ?? Promise.resolve(false))
  try {
    await play({ timeout, launch, sharesFolder, launchSilently: (pea) => launchWith(pea) })
  } finally {
    const exits = handles.map((handle) => handle.stop({ grace: 0 }).then(() => handle.exited))
    await within(timeout, 'stop', Promise.allSettled(exits))
  }
  assert.equal(await subject.countLeftovers(), 0, 'something is left behind')
}

/** The spec of a Pea of the suite, adapted to the runtime. */
export function adapted({ adapt = (spec) => spec }: ConformanceSubject, pea: SuitePea): ReturnType<typeof adapt> {
  return adapt(toSuiteSpec(pea))
}

function recordLines(timeout: number): Pick<StagedPea, 'lines' | 'wrote'> & Required<Pick<LaunchOptions, 'onLog'>> {
  const lines: PeaLogLine[] = []
  const checks = new Set<() => void>()
  const onLog = (line: PeaLogLine): void => {
    if (!line.text.startsWith(MARK)) return
    lines.push(line)
    for (const check of checks) check()
  }
  const wrote = async (beginning: string): Promise<void> => {
    const written = new Promise<void>((resolve) => {
      const check = (): void => {
        if (lines.some(({ text }) => text.startsWith(MARK + beginning))) resolve()
      }
      checks.add(check)
      check()
    })
    await within(timeout, `line "${MARK}${beginning}"`, written)
  }
  return { lines, wrote, onLog }
}

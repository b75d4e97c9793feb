import type { PeaLogLine } from '@peaflow/core'
import { forgetsSignal, launchesAborted, outlivesAbort } from './signal.ts'
import { launchesNothing, launchesOnce, losesArguments, mixesUpLines, waitsForListener } from './start.ts'
import { type Break, changeHandle, changeOptions } from './wrap.ts'

/**
 * Launchers that break one promise each, made from one that keeps them all: the proof that the suite would notice.
 * Each fails the case that names it.
 */
export const brokenLaunchers = {
  losesArguments,
  launchesNothing,
  launchesOnce,
  mixesUpLines,
  waitsForListener,
  losesLines: changeLog((tell) => {
    let count = 0
    return (line) => {
      if (++count % 100 !== 0) tell(line)
    }
  }),
  mixesStreams: changeLog(
    (tell) =>
      ({ text }) =>
        tell({ text, stream: 'stdout' }),
  ),
  hidesExitCode: changeHandle(({ exited }) => ({ exited: exited.then((exit) => ({ ...exit, code: null })) })),
  misordersLastLines: changeHandle(({ exited }) => ({
    exited: exited.then((exit) => ({ ...exit, lastLines: [...exit.lastLines].reverse() })),
  })),
  rejectsExited: changeHandle(({ exited }) => ({
    exited: exited.then(({ code }) => Promise.reject(new Error(`exit code ${code}`))),
  })),
  settlesEarly: changeHandle(() => {
    const exit = { code: 0, signal: null, lastLines: [] }
    return { exited: Promise.resolve(exit), stop: async () => exit }
  }),
  killsAtOnce: changeHandle((good) => ({ stop: () => good.stop({ grace: 0 }) })),
  stopsOnce: changeHandle((good) => {
    let stopped = false
    return {
      stop: async (how) => {
        if (stopped) throw new Error('is stopped already')
        stopped = true
        return good.stop(how)
      },
    }
  }),
  missesTheEnded: changeHandle((good) => {
    let ended = false
    void good.exited.then(() => {
      ended = true
    })
    return { stop: async (how) => (ended ? { code: 0, signal: null, lastLines: [] } : good.stop(how)) }
  }),
  waitsForEver: changeHandle((good) => ({ stop: ({ grace } = {}) => good.stop({ grace: grace && 3_600_000 }) })),
  ignoresGrace: changeHandle((good) => ({ stop: () => good.stop({ grace: 3_600_000 }) })),
  insistsOnce: changeHandle((good) => {
    let first: ReturnType<typeof good.stop> | undefined
    return {
      stop: (how) => {
        first ??= good.stop(how)
        return first
      },
    }
  }),
  launchesAborted,
  outlivesAbort,
  forgetsSignal,
} as const satisfies Record<string, Break>

/** The name of a launcher that breaks one promise. */
export type BrokenLauncher = keyof typeof brokenLaunchers

function changeLog(change: (tell: (line: PeaLogLine) => void) => (line: PeaLogLine) => void): Break {
  return changeOptions((options) => ({ ...options, onLog: options.onLog && change(options.onLog) }))
}

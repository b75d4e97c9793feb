import type { PeaLogLine } from '@peaflow/core'
import { leavesProbe, movesFolders } from './folders.ts'
import { forgetsSignal, launchesAborted, outlivesAbort } from './signal.ts'
import {
  cutsArguments,
  exposesArguments,
  launchesNothing,
  launchesOnce,
  losesArguments,
  mixesUpLines,
  waitsForListener,
} from './start.ts'
import { type Break, changeHandle, changeOptions } from './wrap.ts'

/**
 * Wrappers that each make a launcher break one promise. They prove that the suite notices: each makes the case that
 * names it fail.
 */
export const brokenLaunchers = {
  losesArguments,
  exposesArguments,
  cutsArguments,
  launchesNothing,
  launchesOnce,
  mixesUpLines,
  waitsForListener,
  losesLines: changeLog((forward) => {
    let count = 0
    return (line) => {
      if (++count % 100 !== 0) forward(line)
    }
  }),
  mixesStreams: changeLog(
    (forward) =>
      ({ text }) =>
        forward({ text, stream: 'stdout' }),
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
        if (stopped) throw new Error('already stopped')
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
  waitsForever: changeHandle((good) => ({ stop: ({ grace } = {}) => good.stop({ grace: grace && 3_600_000 }) })),
  ignoresGrace: changeHandle((good) => ({ stop: () => good.stop({ grace: 3_600_000 }) })),
  ignoresSecondGrace: changeHandle((good) => {
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
  leavesProbe,
  movesFolders,
  // An address of a network that exists in documents only (RFC 5737).
  misstatesAddress: changeHandle(() => ({ address: '192.0.2.1' })),
} as const satisfies Record<string, Break>

/** The name of a wrapper in {@link brokenLaunchers}. */
export type BrokenLauncher = keyof typeof brokenLaunchers

function changeLog(change: (forward: (line: PeaLogLine) => void) => (line: PeaLogLine) => void): Break {
  return changeOptions((options) => ({ ...options, onLog: options.onLog && change(options.onLog) }))
}

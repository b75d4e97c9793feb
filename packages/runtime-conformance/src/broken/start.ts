import type { PeaLauncher, PeaLogLine } from '@peaflow/core'
import { type Break, changeOptions } from './wrap.ts'

/** Launches without the arguments of the executor. */
export const losesArguments: Break = ({ name, launch }) => ({
  name,
  launch: (spec, options) => launch({ ...spec, with: {} }, options),
})

/** Says that it launched where nothing runs. */
export const launchesNothing: Break = ({ name, launch }) => ({
  name,
  launch: (spec, options) =>
    launch(spec, options).catch(() => {
      const exit = { code: null, signal: null, lastLines: [] }
      return { spec, exited: Promise.resolve(exit), stop: async () => exit }
    }),
})

/** Launches no Pea twice. */
export function launchesOnce({ name, launch }: PeaLauncher): PeaLauncher {
  const launched = new Set<string>()
  return {
    name,
    launch: async (spec, options) => {
      if (launched.has(spec.id)) throw new Error(`${spec.id} exists already`)
      launched.add(spec.id)
      return launch(spec, options)
    },
  }
}

/** Tells the lines of every Pea to whoever launched the last. */
export function mixesUpLines(good: PeaLauncher): PeaLauncher {
  let last: ((line: PeaLogLine) => void) | undefined
  return changeOptions((options) => {
    last = options.onLog
    return { ...options, onLog: (line) => last?.(line) }
  })(good)
}

/** Holds a Pea up until somebody listens to it. */
export const waitsForListener: Break = ({ name, launch }) => ({
  name,
  launch: async (spec, options = {}) => {
    const handle = await launch(spec, options)
    if (options.onLog !== undefined) return handle
    return { spec, exited: new Promise(() => {}), stop: (how) => handle.stop(how) }
  },
})

import type { PeaLauncher, PeaLogLine } from '@peaflow/core'
import { type Break, changeOptions } from './wrap.ts'

/** Launches without the arguments of the executor. */
export const losesArguments: Break = ({ name, launch }) => ({
  name,
  launch: (spec, options) => launch({ ...spec, with: {} }, options),
})

/** Shows the arguments of the executor in those of the Pea. */
export const exposesArguments: Break = ({ name, launch }) => ({
  name,
  launch: (spec, options) => launch({ ...spec, hostname: JSON.stringify(spec.with) }, options),
})

/** Cuts long arguments of the executor. */
export const cutsArguments: Break = ({ name, launch }) => ({
  name,
  launch: (spec, options) => {
    const cut = (value: unknown) => (typeof value === 'string' ? value.slice(0, 131_072) : value)
    const args = Object.fromEntries(Object.entries(spec.with).map(([key, value]) => [key, cut(value)]))
    return launch({ ...spec, with: args }, options)
  },
})

/** Reports a launch that has failed as a success. */
export const launchesNothing: Break = ({ name, launch }) => ({
  name,
  launch: (spec, options) =>
    launch(spec, options).catch(() => {
      const exit = { code: null, signal: null, lastLines: [] }
      return { spec, exited: Promise.resolve(exit), stop: async () => exit }
    }),
})

/** Refuses to launch a Pea a second time. */
export function launchesOnce({ name, launch }: PeaLauncher): PeaLauncher {
  const launched = new Set<string>()
  return {
    name,
    launch: async (spec, options) => {
      if (launched.has(spec.id)) throw new Error(`${spec.id} already exists`)
      launched.add(spec.id)
      return launch(spec, options)
    },
  }
}

/** Sends the lines of all Peas to the caller of the last launch. */
export function mixesUpLines(good: PeaLauncher): PeaLauncher {
  let last: ((line: PeaLogLine) => void) | undefined
  return changeOptions((options) => {
    last = options.onLog
    return { ...options, onLog: (line) => last?.(line) }
  })(good)
}

/** Never reports the exit of a Pea whose lines are not read. */
export const waitsForListener: Break = ({ name, launch }) => ({
  name,
  launch: async (spec, options = {}) => {
    const handle = await launch(spec, options)
    if (options.onLog !== undefined) return handle
    return { spec, exited: new Promise(() => {}), stop: (how) => handle.stop(how) }
  },
})

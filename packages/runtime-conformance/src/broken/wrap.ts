import type { LaunchOptions, PeaHandle, PeaLauncher } from '@peaflow/core'

/** Wraps a launcher so that it breaks one promise. */
export type Break = (good: PeaLauncher) => PeaLauncher

/** Changes the options of each launch. */
export function changeOptions(change: (options: LaunchOptions) => LaunchOptions): Break {
  return ({ name, launch }) => ({ name, launch: (spec, options = {}) => launch(spec, change(options)) })
}

/** Changes the handle of each launch. */
export function changeHandle(change: (good: PeaHandle) => Partial<PeaHandle>): Break {
  return ({ name, launch }) => ({
    name,
    launch: async (spec, options) => {
      const good = await launch(spec, options)
      const { exited } = good
      return { spec: good.spec, exited, stop: (how) => good.stop(how), ...change(good) }
    },
  })
}

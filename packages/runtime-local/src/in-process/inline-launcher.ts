import type { PeaLauncher } from '@peaflow/core'
import { launchInside } from './launch-in-process.ts'

/**
 * A launcher named `inline`: loop and executor run in this thread, whose fate they share. An executor that never
 * returns stops the caller, too, and one that ends the process ends both.
 *
 * @example
 * const flow = new Flow().add({ uses: (documents) => documents, runtime: 'inline' })
 * await startFlow(buildFlow(flow), { launchers: { inline: inlineLauncher() }, executors })
 */
export function inlineLauncher(): PeaLauncher {
  return {
    name: 'inline',
    launch: (spec, options = {}) =>
      launchInside(spec, () => ({ executor: options.executor, release: async () => undefined }), options),
  }
}

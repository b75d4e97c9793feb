import type { PeaLauncher } from '@peaflow/core'
import { launchInProcess } from './launch-in-process.ts'

/**
 * A launcher named `inline`. The loop and the executor of each Pea run in the caller's thread: an executor that never
 * returns blocks the caller, and one that ends the process ends the caller too.
 *
 * @example
 * const flow = new Flow().add({ uses: (documents) => documents, runtime: 'inline' })
 * await startFlow(buildFlow(flow), { launchers: { inline: inlineLauncher() }, executors })
 */
export function inlineLauncher(): PeaLauncher {
  return {
    name: 'inline',
    sharesFolder: async () => true,
    launch: (spec, options = {}) =>
      launchInProcess(
        spec,
        () => ({ executor: options.executor, executors: options.executors, release: async () => undefined }),
        options,
      ),
  }
}

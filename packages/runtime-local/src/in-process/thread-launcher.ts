import type { PeaLauncher, PeaSpec } from '@peaflow/core'
import { executorProgram, threadHost } from '@peaflow/pea'
import { checkProgram } from '../launch/check-program.ts'
import { LineReader } from '../lines/line-reader.ts'
import { launchInside, type OpenInside } from './launch-in-process.ts'

/** How {@link threadLauncher} launches. */
export interface ThreadLauncherOptions {
  /**
   * Megabytes of JavaScript objects that each executor may hold.
   *
   * @defaultValue Node's own limit
   */
  readonly heap?: number | undefined
  /**
   * The absolute path of the script that runs an executor in a thread.
   *
   * @defaultValue that of `@peaflow/pea`
   */
  readonly program?: string | undefined
}

/**
 * A launcher named `thread`: the loop of each Pea runs in this thread, its executor in one of its own, which owns no
 * socket. An executor that ends its thread or never returns ends its Pea and nothing else; memory outside of
 * JavaScript and crashes of native addons are shared with the caller.
 *
 * @example
 * await startFlow(plan, { launchers: { thread: threadLauncher() } })
 */
export function threadLauncher(options: ThreadLauncherOptions = {}): PeaLauncher {
  const { program = executorProgram } = options
  return {
    name: 'thread',
    launch: async (spec, launchOptions) => {
      checkProgram(program)
      const open = isPassing(spec) ? openNothing : openThread(spec, { ...options, program })
      return await launchInside(spec, open, launchOptions)
    },
  }
}

/** Whether the loop does all the work itself. */
function isPassing({ uses }: PeaSpec): boolean {
  return uses === '_pass' || uses === '_merge'
}

const openNothing: OpenInside = () => ({ release: async () => undefined })

function openThread(spec: PeaSpec, { heap, program }: ThreadLauncherOptions): OpenInside {
  return (onLine) => {
    const readers = {
      stdout: new LineReader((text) => onLine({ stream: 'stdout', text })),
      stderr: new LineReader((text) => onLine({ stream: 'stderr', text })),
    }
    const host = threadHost(spec, { heap, program, onOutput: (stream, chunk) => readers[stream].push(chunk) })
    const release = async () => {
      await host.terminate()
      readers.stdout.end()
      readers.stderr.end()
      return host.exitCode
    }
    return { host, release }
  }
}

import type { PeaLauncher, PeaSpec } from '@peaflow/core'
import { executorProgram, threadHost } from '@peaflow/pea/internal'
import { checkProgram } from '../launch/check-program.ts'
import { checkWorkingFolder } from '../launch/check-working-folder.ts'
import { LineReader } from '../lines/line-reader.ts'
import { launchInProcess, type OpenExecutor } from './launch-in-process.ts'

/** Options of {@link threadLauncher}. */
export interface ThreadLauncherOptions {
  /**
   * The heap limit of each executor, in megabytes.
   *
   * @defaultValue Node's own limit
   */
  readonly heap?: number | undefined
  /**
   * The absolute path of the script that runs an executor in a thread.
   *
   * @defaultValue the script of `@peaflow/pea`
   */
  readonly program?: string | undefined
}

/**
 * A launcher named `thread`. The loop of each Pea runs in the caller's thread, its executor in a worker thread, which
 * has no sockets. An executor that never returns or ends its thread ends its Pea and nothing else. Memory outside of
 * the JavaScript heap and crashes of native addons are shared with the caller.
 *
 * @example
 * await startFlow(plan, { launchers: { thread: threadLauncher() } })
 */
export function threadLauncher(options: ThreadLauncherOptions = {}): PeaLauncher {
  const { program = executorProgram } = options
  return {
    name: 'thread',
    sharesFolder: async () => true,
    launch: async (spec, launchOptions) => {
      checkProgram(program)
      checkWorkingFolder()
      const open = isBuiltIn(spec) ? openBuiltIn : openThread(spec, { ...options, program })
      return await launchInProcess(spec, open, launchOptions)
    },
  }
}

/** Whether the loop does the work of the executor itself, so that no thread is needed. */
function isBuiltIn({ uses }: PeaSpec): boolean {
  return uses === '_pass' || uses === '_merge'
}

const openBuiltIn: OpenExecutor = () => ({ release: async () => undefined })

function openThread(spec: PeaSpec, { heap, program }: ThreadLauncherOptions): OpenExecutor {
  return (onLog) => {
    const readers = {
      stdout: new LineReader((text) => onLog({ stream: 'stdout', text })),
      stderr: new LineReader((text) => onLog({ stream: 'stderr', text })),
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

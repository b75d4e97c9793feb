import { calledStagesOf, type PeaLauncher, type PeaLogLine, type PeaSpec } from '@peaflow/core'
import {
  executorProgram,
  LineReader,
  readSettings,
  runsAsProgram,
  type ThreadHost,
  threadHost,
} from '@peaflow/pea/internal'
import { checkProgram } from '../launch/check-program.ts'
import { checkWorkingFolder } from '../launch/check-working-folder.ts'

import { launchInProcess, type OpenExecutor, type OpenedExecutor } from './launch-in-process.ts'

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
      const settled = await readSettings(spec)
      return await launchInProcess(spec, openThreads(settled, { ...options, program }), launchOptions)
    },
  }
}

/** The loop does the work of a built-in executor itself, and a program has a process of its own: no thread is needed. */
const openNone: OpenExecutor = () => ({ release: async () => undefined })

interface ThreadOptions extends ThreadLauncherOptions {
  readonly logPrefix?: string | undefined
}

type OpenThread = (onLog: (line: PeaLogLine) => void) => Pick<OpenedExecutor, 'release'> & { readonly host: ThreadHost }

/** A thread for the executor, or one for that of each Pod of a group. */
function openThreads(spec: PeaSpec, options: ThreadLauncherOptions): OpenExecutor {
  const called = calledStagesOf(spec)
  if (called.every(({ uses }) => runsAsProgram(uses))) return openNone
  if (spec.stages === undefined) return openThread(spec, options)
  return (onLog) => {
    const opened = called.map((stage) =>
      runsAsProgram(stage.uses) ? undefined : openThread(stage, { ...options, logPrefix: `${stage.pod}: ` })(onLog),
    )
    const release = async () => {
      const codes = await Promise.all(opened.map((one) => one?.release()))
      return codes.find((code) => code !== undefined)
    }
    return { hosts: opened.map((one) => one?.host), release }
  }
}

function openThread(spec: PeaSpec, { heap, program, logPrefix }: ThreadOptions): OpenThread {
  return (onLog) => {
    const readers = {
      stdout: new LineReader((text) => onLog({ stream: 'stdout', text })),
      stderr: new LineReader((text) => onLog({ stream: 'stderr', text })),
    }
    const host = threadHost(spec, {
      heap,
      program,
      logPrefix,
      onOutput: (stream, chunk) => readers[stream].push(chunk),
    })
    const release = async () => {
      await host.terminate()
      readers.stdout.end()
      readers.stderr.end()
      return host.exitCode
    }
    return { host, release }
  }
}

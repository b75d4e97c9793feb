import type { LaunchOptions, PeaHandle, PeaLogLine, PeaSpec } from '@peaflow/core'
import { type OpenPeaOptions, openPea } from '@peaflow/pea'
import { LastLines } from '@peaflow/pea/internal'
import { launchAborted } from '../launch/aborted.ts'
import { killOnAbort } from '../launch/kill-on-abort.ts'

import { InProcessPea } from './in-process-pea.ts'

/** The executor of a Pea: a function or object of this thread, or a host that runs it elsewhere. */
export interface OpenedExecutor extends Pick<OpenPeaOptions, 'executor' | 'executors' | 'host' | 'hosts'> {
  /** Ends the host of the executor; returns its exit code if it had ended before. */
  readonly release: () => Promise<number | undefined>
}

/** Opens the executor of a Pea whose lines go to `onLog`. */
export type OpenExecutor = (onLog: (line: PeaLogLine) => void) => OpenedExecutor

/**
 * Launches a Pea whose loop runs in this process.
 *
 * @throws FlowError `LAUNCH_ABORTED` if the signal aborts, `ADDRESS_…` if the Pea cannot open its ports.
 */
export async function launchInProcess(
  spec: PeaSpec,
  open: OpenExecutor,
  options: LaunchOptions = {},
): Promise<PeaHandle> {
  const { signal } = options
  if (signal?.aborted) throw launchAborted(spec, signal)
  return await killOnAbort(await openInProcess(spec, open, options), signal)
}

async function openInProcess(spec: PeaSpec, open: OpenExecutor, { onLog }: LaunchOptions): Promise<InProcessPea> {
  const lines = new LastLines()
  const onLine = (line: PeaLogLine) => {
    lines.push(line.text)
    onLog?.(line)
  }
  const { release, ...executor } = open(onLine)
  try {
    return new InProcessPea({ spec, lines, release, pea: await openPea(spec, { ...executor, onLog: onLine }) })
  } catch (error) {
    await release()
    throw error
  }
}

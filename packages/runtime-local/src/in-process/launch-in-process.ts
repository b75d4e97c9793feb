import type { LaunchOptions, PeaHandle, PeaLogLine, PeaSpec } from '@peaflow/core'
import { type OpenPeaOptions, openPea } from '@peaflow/pea'
import { launchAborted } from '../launch/aborted.ts'
import { LastLines } from '../lines/last-lines.ts'
import { InsidePea } from './in-process-pea.ts'

/** How the executor of a Pea in this process is reached. */
export interface Inside extends Pick<OpenPeaOptions, 'executor' | 'host'> {
  /** Ends what runs beside the Pea's loop; returns the exit code with which that had ended by itself. */
  readonly release: () => Promise<number | undefined>
}

/** Finds the executor of a Pea whose lines go to `onLog`. */
export type OpenInside = (onLog: (line: PeaLogLine) => void) => Inside

/**
 * Launches a Pea whose loop runs in this process.
 *
 * @throws FlowError `LAUNCH_ABORTED` if the signal aborts it, `ADDRESS_…` if it cannot open its ports.
 */
export async function launchInside(spec: PeaSpec, open: OpenInside, options: LaunchOptions = {}): Promise<PeaHandle> {
  const { signal } = options
  if (signal?.aborted) throw launchAborted(spec, signal)
  const handle = await openInside(spec, open, options)
  const abort = () => void handle.stop({ grace: 0 })
  signal?.addEventListener('abort', abort)
  void handle.exited.then(() => signal?.removeEventListener('abort', abort))
  if (!signal?.aborted) return handle
  await handle.stop({ grace: 0 })
  throw launchAborted(spec, signal)
}

async function openInside(spec: PeaSpec, open: OpenInside, { onLog }: LaunchOptions): Promise<InsidePea> {
  const lines = new LastLines()
  const hear = (line: PeaLogLine) => {
    lines.push(line.text)
    onLog?.(line)
  }
  const { release, ...executor } = open(hear)
  try {
    return new InsidePea({ spec, lines, release, pea: await openPea(spec, { ...executor, onLog: hear }) })
  } catch (error) {
    await release()
    throw error
  }
}

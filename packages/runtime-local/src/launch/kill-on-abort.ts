import type { PeaHandle } from '@peaflow/core'
import { launchAborted } from './aborted.ts'

/**
 * Kills a launched Pea when the signal aborts, and forgets the signal when the Pea has ended.
 *
 * @throws FlowError `LAUNCH_ABORTED` if the signal aborted during the launch; the Pea has ended then.
 */
export async function killOnAbort(handle: PeaHandle, signal: AbortSignal | undefined): Promise<PeaHandle> {
  if (signal === undefined) return handle
  const kill = () => void handle.stop({ grace: 0 })
  signal.addEventListener('abort', kill)
  void handle.exited.then(() => signal.removeEventListener('abort', kill))
  if (!signal.aborted) return handle
  await handle.stop({ grace: 0 })
  throw launchAborted(handle.spec, signal)
}

import type { PeaPlan } from '@peaflow/core'

/** The runtimes whose executors are files of this machine. What `uses` means to any other runtime is unknown here. */
const LOCAL_RUNTIMES: ReadonlySet<string> = new Set(['process', 'thread', 'inline'])

/** Whether the executor of a Pea is a file of this machine. */
export function runsHere({ runtime, image, host, external }: PeaPlan): boolean {
  return LOCAL_RUNTIMES.has(runtime) && image === undefined && host === null && external !== true
}

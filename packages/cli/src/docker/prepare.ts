import type { FlowPlan } from '@peaflow/core'

/** How images are made ready. */
export interface PrepareOptions {
  readonly signal: AbortSignal
  /** Gets how far a pull is, in one line. */
  readonly onProgress: (message: string) => void
}

/**
 * Makes sure that every image of a plan is there before anything is started.
 *
 * @throws FlowError `LAUNCH_IMAGE_MISSING`, `LAUNCH_DOCKER_UNREACHABLE`
 */
export async function prepare({ peas }: FlowPlan, options: PrepareOptions): Promise<void> {
  if (!peas.some(({ runtime }) => runtime === 'docker')) return
  const { prepareImages } = await import('@peaflow/runtime-docker')
  await prepareImages(peas, options).catch((error) => {
    // What was interrupted ends as every start does.
    if (!options.signal.aborted) throw error
  })
}

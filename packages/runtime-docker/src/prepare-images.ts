import type { PeaPlan } from '@peaflow/core'
import { connectEngine } from './engine/connect.ts'
import type { PullOptions } from './image/pull.ts'
import { openImageStore } from './image/store.ts'

/** How to prepare images. */
export interface PrepareImagesOptions extends PullOptions {
  /**
   * The Engine's address.
   *
   * @defaultValue that of the `docker` command
   */
  readonly dockerHost?: string | undefined
}

/**
 * Makes sure that the images of a plan's Peas are there, pulling those that are missing: before a start, so that one
 * that cannot be had is one error, and nothing has been started yet. Images with `pull: always` are left to the launch.
 *
 * @throws FlowError `LAUNCH_IMAGE_MISSING` for the first in the order of the Peas, `LAUNCH_DOCKER_UNREACHABLE`; an
 * `AbortError` if the signal aborts.
 */
export async function prepareImages(peas: readonly PeaPlan[], options: PrepareImagesOptions = {}): Promise<void> {
  const requests = new Map(
    peas.flatMap(({ runtime, image, container: { pull } = {} }) =>
      runtime !== 'docker' || image === undefined || pull === 'always' ? [] : [[`${image} ${pull}`, { image, pull }]],
    ),
  )
  if (requests.size === 0) return
  const store = openImageStore(await connectEngine(options.dockerHost))
  const searches = [...requests.values()].map((request) => store.ensure({ ...options, ...request }))
  for (const outcome of await Promise.allSettled(searches)) if (outcome.status === 'rejected') throw outcome.reason
}

import type { PeaPlan } from '@peaflow/core'
import { abortable } from './abortable.ts'
import { withEngine } from './engine/connect.ts'
import { openImages } from './image/open.ts'
import type { PullOptions } from './image/pull.ts'
import type { ImageRequest } from './image/store.ts'

/** How to prepare images. */
export interface PrepareImagesOptions extends PullOptions {
  /**
   * The address of the Engine of Peas that name none.
   *
   * @defaultValue that of the `docker` command
   */
  readonly dockerHost?: string | undefined
}

type Wanted = Pick<ImageRequest, 'image' | 'pull'>

/**
 * Makes sure that the images of a plan's Peas are there, on whatever machine each runs, by sending or pulling those
 * that are missing: before a start, so that one that cannot be had is one error, and nothing has been started yet.
 * Images with `pull: always` are left to the launch.
 *
 * @throws FlowError `CONFIG_IMAGE`, `LAUNCH_IMAGE_MISSING` for the first in the order of the Peas, `LAUNCH_IMAGE_SEND`,
 * `LAUNCH_DOCKER_UNREACHABLE` or another `LAUNCH_DOCKER_…`; an `AbortError` if the signal aborts.
 */
export async function prepareImages(peas: readonly PeaPlan[], options: PrepareImagesOptions = {}): Promise<void> {
  const engines = new Map<string | undefined, Map<string, Wanted>>()
  for (const { runtime, image, external, container: { pull, dockerHost = options.dockerHost } = {} } of peas) {
    if (runtime !== 'docker' || image === undefined || external === true || pull === 'always') continue
    const wanted = engines.get(dockerHost) ?? new Map<string, Wanted>()
    engines.set(dockerHost, wanted.set(`${image} ${pull}`, { image, pull }))
  }
  const searches = [...engines].map(([dockerHost, wanted]) => prepare(dockerHost, [...wanted.values()], options))
  await abortable(allInOrder(searches), options.signal)
}

async function prepare(
  dockerHost: string | undefined,
  wanted: readonly Wanted[],
  options: PrepareImagesOptions,
): Promise<void> {
  await withEngine(dockerHost, async (connection) => {
    const store = openImages(connection, dockerHost)
    await allInOrder(wanted.map((request) => store.ensure({ ...options, ...request })))
  })
}

/** Waits for all, and throws what went wrong first in their order. */
async function allInOrder(promises: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(promises)) if (outcome.status === 'rejected') throw outcome.reason
}

import { resolve } from 'node:path'
import type { PeaPlan } from '@peaflow/core'
import { abortable } from '../async/abortable.ts'
import { withEngine } from '../engine/connect.ts'
import { openImages } from './open.ts'
import type { PullOptions } from './pull.ts'
import type { ImageRequest } from './store.ts'

/** Options of {@link prepareImages}. */
export interface PrepareImagesOptions extends PullOptions {
  /**
   * The address of the Engine for Peas that do not name one.
   *
   * @defaultValue the Engine of the `docker` command
   */
  readonly dockerHost?: string | undefined
  /**
   * The absolute path of the folder that relative paths of the plan start from.
   *
   * @defaultValue the working directory
   */
  readonly directory?: string | undefined
}

type RequestedImage = Pick<ImageRequest, 'image' | 'pull' | 'build'>

/**
 * Makes sure that each machine has the images of the Peas that run on it, builds those with `build`, and sends or pulls those
 * that are missing.
 * Called before a Flow starts, it reports a missing image as one error, before anything is started. Images with
 * `pull: always` are pulled by the launch instead.
 *
 * @throws FlowError `CONFIG_BUILD`, `LAUNCH_BUILD`, `CONFIG_IMAGE`, `LAUNCH_IMAGE_MISSING`, `LAUNCH_IMAGE_SEND`, `LAUNCH_DOCKER_UNREACHABLE` or another
 * `LAUNCH_DOCKER_…`; of several errors, that of the first Pea. An `AbortError` if the signal aborts.
 */
export async function prepareImages(peas: readonly PeaPlan[], options: PrepareImagesOptions = {}): Promise<void> {
  const engines = new Map<string | undefined, Map<string, RequestedImage>>()
  for (const { runtime, image, external, container = {} } of peas) {
    const { pull, dockerHost = options.dockerHost } = container
    if (runtime !== 'docker' || image === undefined || external === true) continue
    const build = container.build === undefined ? undefined : resolve(options.directory ?? '.', container.build)
    if (pull === 'always' && build === undefined) continue
    const requested = engines.get(dockerHost) ?? new Map<string, RequestedImage>()
    engines.set(dockerHost, requested.set(`${image} ${pull} ${build}`, { image, pull, build }))
  }
  const searches = [...engines].map(([dockerHost, requested]) => prepare(dockerHost, [...requested.values()], options))
  await abortable(allInOrder(searches), options.signal)
}

async function prepare(
  dockerHost: string | undefined,
  requested: readonly RequestedImage[],
  options: PrepareImagesOptions,
): Promise<void> {
  await withEngine(dockerHost, async (connection) => {
    const store = openImages(connection, dockerHost)
    await allInOrder(requested.map((request) => store.ensure({ ...options, ...request })))
  })
}

/** Waits for all promises, then throws the first error in their order. */
async function allInOrder(promises: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(promises)) if (outcome.status === 'rejected') throw outcome.reason
}

import { FlowError, isFlowError, type PullPolicy } from '@peaflow/core'
import { abortable } from '../async/abortable.ts'
import type { Engine } from '../engine/connect.ts'
import { isMalformed, isMissing, isUnreachable, messageOf } from '../engine/failure.ts'
import { buildImage } from './build.ts'
import { type ImageConfig, type InspectedImage, toImageConfig } from './config.ts'
import { imageMissing } from './missing.ts'
import { type PullOptions, pullImage } from './pull.ts'
import { sendImage } from './send.ts'

/** A request for an image. */
export interface ImageRequest extends PullOptions {
  readonly image: string
  /** @defaultValue `missing` */
  readonly pull?: PullPolicy | undefined
  /** The absolute path of a folder with a Dockerfile, from which the image is built instead of being pulled. */
  readonly build?: string | undefined
}

/** The images of one Engine. */
export interface ImageStore {
  /**
   * Makes sure that the Engine has an image, and pulls it if necessary. Concurrent requests for one image share one
   * pull, which is aborted when all of them are.
   *
   * @throws FlowError `CONFIG_IMAGE`, `CONFIG_BUILD`, `LAUNCH_BUILD`, `LAUNCH_IMAGE_MISSING`, `LAUNCH_IMAGE_PULL`; an
   * `AbortError` if the signal aborts.
   */
  ensure(request: ImageRequest): Promise<ImageConfig>
}

interface Search {
  readonly found: Promise<ImageConfig>
  readonly abort: AbortController
  requests: number
}

/** Options for an Engine other than that of this machine. */
export interface RemoteOptions {
  /** The name of its machine, for messages. */
  readonly machine: string
  /** Calls `use` with this machine's own Engine, or with `undefined` if there is none. */
  withLocalEngine<T>(use: (local: Engine | undefined) => Promise<T>): Promise<T>
}

/** Opens the images of an Engine. A remote Engine gets images that it lacks from this machine, if this machine has them. */
export function openImageStore(engine: Engine, remote?: RemoteOptions): ImageStore {
  const searches = new Map<string, Search>()

  const begin = (request: ImageRequest): Search => {
    const abort = new AbortController()
    const found = findImage({ engine, remote }, { ...request, signal: abort.signal })
    const search = { found, abort, requests: 0 }
    const key = keyOf(request)
    searches.set(key, search)
    const forget = () => void searches.delete(key)
    found.then(forget, forget)
    return search
  }

  return {
    ensure: async (request) => {
      const search = searches.get(keyOf(request)) ?? begin(request)
      search.requests += 1
      try {
        const image = await abortable(search.found, request.signal)
        // No container starts before it is known that all images of its Flow can be found.
        const all = Promise.allSettled([...searches.values()].map(({ found }) => found))
        await abortable(all, request.signal)
        return image
      } finally {
        search.requests -= 1
        if (search.requests === 0) search.abort.abort()
      }
    },
  }
}

function keyOf({ image, pull, build = '' }: ImageRequest): string {
  return `${pull} ${image} ${build}`
}

interface ImageTarget {
  readonly engine: Engine
  readonly remote: RemoteOptions | undefined
}

async function findImage(target: ImageTarget, request: ImageRequest): Promise<ImageConfig> {
  const { engine, remote } = target
  const { image } = request
  const isForced = request.pull === 'always'
  const present = isForced || request.build !== undefined ? undefined : await inspect(engine, image)
  if (present !== undefined) return present
  if (request.build !== undefined) await buildImage(engine, { image, folder: request.build }, request)
  else if (isForced) await pull(target, request, (cause) => pullFailed(image, remote?.machine, cause))
  else if (remote === undefined) await pullMissing(target, request, engine)
  else await remote.withLocalEngine((local) => sendOrPull(target, request, local))
  const fetched = await inspect(engine, image)
  if (fetched !== undefined) return fetched
  throw await imageMissing({ image, local: engine, cause: new Error('the registry sent another image') })
}

async function sendOrPull(target: ImageTarget, request: ImageRequest, local: Engine | undefined): Promise<void> {
  const { engine, remote: { machine = '' } = {} } = target
  const isSent = local !== undefined && (await sendImage(request.image, { from: local, to: engine, machine }, request))
  if (!isSent) await pullMissing(target, request, local)
}

async function pullMissing(target: ImageTarget, request: ImageRequest, local: Engine | undefined): Promise<void> {
  const missing = { image: request.image, machine: target.remote?.machine, local }
  if (request.pull === 'never') throw await imageMissing(missing)
  await pull(target, request, (cause) => imageMissing({ ...missing, cause }))
}

type Explain = (cause: unknown) => FlowError | Promise<FlowError>

/** Pulls an image. An abort, or an Engine that cannot be reached, is not a failure of the pull. */
async function pull({ engine }: ImageTarget, request: ImageRequest, explain: Explain): Promise<void> {
  await pullImage(engine, request.image, request).catch(async (cause) => {
    request.signal?.throwIfAborted()
    throw isUnreachable(cause) || isFlowError(cause) ? cause : await explain(cause)
  })
}

function pullFailed(image: string, machine: string | undefined, cause: unknown): FlowError {
  const where = machine === undefined ? '' : ` by ${machine}`
  return new FlowError('LAUNCH_IMAGE_PULL', `the image ${image} cannot be pulled${where}: ${messageOf(cause)}`, {
    hint: 'Check its name and the network, or remove pull: always to use the image that is already there',
    cause,
  })
}

async function inspect(engine: Engine, image: string): Promise<ImageConfig | undefined> {
  try {
    return toImageConfig((await engine.getImage(image).inspect()) as InspectedImage)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw isMalformed(error) ? invalidName(image, error) : error
  }
}

function invalidName(image: string, cause: unknown): FlowError {
  return new FlowError('CONFIG_IMAGE', `"${image}" is not an image name: ${messageOf(cause)}`, {
    hint: 'Write repository:tag, in lower case and with one colon, such as acme/encoder:1.2',
    cause,
  })
}

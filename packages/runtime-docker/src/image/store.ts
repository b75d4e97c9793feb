import { FlowError, type PullPolicy } from '@peaflow/core'
import type { Engine } from '../engine/connect.ts'
import { isMissing, messageOf } from '../engine/problem.ts'
import { type ImageConfig, type InspectedImage, toImageConfig } from './config.ts'
import { imageMissing } from './missing.ts'
import { type PullOptions, pullImage } from './pull.ts'

/** An image that is wanted. */
export interface ImageRequest extends PullOptions {
  readonly image: string
  /** @defaultValue `missing` */
  readonly pull?: PullPolicy | undefined
}

/** The images of one Engine. */
export interface ImageStore {
  /**
   * Makes sure that an image is there, pulling it if need be; all who ask at the same time share one pull, which ends
   * when nobody wants it any more.
   *
   * @throws FlowError `LAUNCH_IMAGE_MISSING`, `LAUNCH_IMAGE_PULL`; an `AbortError` if the signal aborts.
   */
  ensure(request: ImageRequest): Promise<ImageConfig>
}

interface Search {
  readonly found: Promise<ImageConfig>
  readonly abort: AbortController
  waiting: number
}

/** Opens the images of an Engine. */
export function openImageStore(engine: Engine): ImageStore {
  const searches = new Map<string, Search>()

  const begin = (request: ImageRequest): Search => {
    const abort = new AbortController()
    const found = findImage(engine, { ...request, signal: abort.signal })
    const search = { found, abort, waiting: 0 }
    const key = keyOf(request)
    searches.set(key, search)
    const forget = () => void searches.delete(key)
    found.then(forget, forget)
    return search
  }

  return {
    ensure: async (request) => {
      const search = searches.get(keyOf(request)) ?? begin(request)
      search.waiting += 1
      try {
        const image = await abortable(search.found, request.signal)
        // Nothing starts while an image of the same Flow may turn out to be missing.
        const all = Promise.allSettled([...searches.values()].map(({ found }) => found))
        await abortable(all, request.signal)
        return image
      } finally {
        search.waiting -= 1
        if (search.waiting === 0) search.abort.abort()
      }
    },
  }
}

function keyOf({ image, pull }: ImageRequest): string {
  return `${pull} ${image}`
}

async function findImage(engine: Engine, request: ImageRequest): Promise<ImageConfig> {
  const { image, pull = 'missing' } = request
  const present = pull === 'always' ? undefined : await inspect(engine, image)
  if (present !== undefined) return present
  if (pull === 'never') throw await imageMissing(engine, image)
  await pullImage(engine, image, request).catch(async (cause) => {
    request.signal?.throwIfAborted()
    throw pull === 'always' ? pullFailed(image, cause) : await imageMissing(engine, image, cause)
  })
  const pulled = await inspect(engine, image)
  if (pulled === undefined) throw await imageMissing(engine, image, new Error('the registry sent another image'))
  return pulled
}

function pullFailed(image: string, cause: unknown): FlowError {
  return new FlowError('LAUNCH_IMAGE_PULL', `the image ${image} cannot be pulled: ${messageOf(cause)}`, {
    hint: 'Check its name and the network, or leave out pull: always, to use the one that is here',
    cause,
  })
}

async function inspect(engine: Engine, image: string): Promise<ImageConfig | undefined> {
  try {
    return toImageConfig((await engine.getImage(image).inspect()) as InspectedImage)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise
  signal.throwIfAborted()
  let stopListening = () => {}
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    stopListening = () => signal.removeEventListener('abort', onAbort)
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    stopListening()
  }
}

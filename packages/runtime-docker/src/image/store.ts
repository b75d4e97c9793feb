import { FlowError, type PullPolicy } from '@peaflow/core'
import { abortable } from '../abortable.ts'
import type { Engine } from '../engine/connect.ts'
import { isMalformed, isMissing, isUnreachable, messageOf } from '../engine/problem.ts'
import { type ImageConfig, type InspectedImage, toImageConfig } from './config.ts'
import { imageMissing } from './missing.ts'
import { type PullOptions, pullImage } from './pull.ts'
import { sendImage } from './send.ts'

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
   * @throws FlowError `CONFIG_IMAGE`, `LAUNCH_IMAGE_MISSING`, `LAUNCH_IMAGE_PULL`; an `AbortError` if the signal aborts.
   */
  ensure(request: ImageRequest): Promise<ImageConfig>
}

interface Search {
  readonly found: Promise<ImageConfig>
  readonly abort: AbortController
  waiting: number
}

/** What is special about the images of an Engine that is not this machine's own. */
export interface AwayOptions {
  /** What a person calls its machine. */
  readonly place: string
  /** Hands over this machine's own Engine for as long as it is needed; nothing if there is none. */
  withHere<T>(use: (here: Engine | undefined) => Promise<T>): Promise<T>
}

/** Opens the images of an Engine; what one that is `away` lacks is sent there, if this machine has it. */
export function openImageStore(engine: Engine, away?: AwayOptions): ImageStore {
  const searches = new Map<string, Search>()

  const begin = (request: ImageRequest): Search => {
    const abort = new AbortController()
    const found = findImage({ engine, away }, { ...request, signal: abort.signal })
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

interface Shelf {
  readonly engine: Engine
  readonly away: AwayOptions | undefined
}

async function findImage(shelf: Shelf, request: ImageRequest): Promise<ImageConfig> {
  const { engine, away } = shelf
  const { image } = request
  const isForced = request.pull === 'always'
  const present = isForced ? undefined : await inspect(engine, image)
  if (present !== undefined) return present
  if (isForced) await pull(shelf, request, (cause) => pullFailed(image, away?.place, cause))
  else if (away === undefined) await pullMissing(shelf, request, engine)
  else await away.withHere((here) => sendOrPull(shelf, request, here))
  const fetched = await inspect(engine, image)
  if (fetched !== undefined) return fetched
  throw await imageMissing({ image, here: engine, cause: new Error('the registry sent another image') })
}

async function sendOrPull(shelf: Shelf, request: ImageRequest, here: Engine | undefined): Promise<void> {
  const { engine, away: { place = '' } = {} } = shelf
  const isSent = here !== undefined && (await sendImage(request.image, { from: here, to: engine, place }, request))
  if (!isSent) await pullMissing(shelf, request, here)
}

async function pullMissing(shelf: Shelf, request: ImageRequest, here: Engine | undefined): Promise<void> {
  const missing = { image: request.image, place: shelf.away?.place, here }
  if (request.pull === 'never') throw await imageMissing(missing)
  await pull(shelf, request, (cause) => imageMissing({ ...missing, cause }))
}

type Explain = (cause: unknown) => FlowError | Promise<FlowError>

/** Pulls an image; that nobody wants it any more, or that the Engine is away, needs no explanation. */
async function pull({ engine }: Shelf, request: ImageRequest, explain: Explain): Promise<void> {
  await pullImage(engine, request.image, request).catch(async (cause) => {
    request.signal?.throwIfAborted()
    throw isUnreachable(cause) ? cause : await explain(cause)
  })
}

function pullFailed(image: string, place: string | undefined, cause: unknown): FlowError {
  const where = place === undefined ? '' : ` by ${place}`
  return new FlowError('LAUNCH_IMAGE_PULL', `the image ${image} cannot be pulled${where}: ${messageOf(cause)}`, {
    hint: 'Check its name and the network, or leave out pull: always, to use the one that is there',
    cause,
  })
}

async function inspect(engine: Engine, image: string): Promise<ImageConfig | undefined> {
  try {
    return toImageConfig((await engine.getImage(image).inspect()) as InspectedImage)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw isMalformed(error) ? noName(image, error) : error
  }
}

function noName(image: string, cause: unknown): FlowError {
  return new FlowError('CONFIG_IMAGE', `"${image}" is no name of an image: ${messageOf(cause)}`, {
    hint: 'Write repository:tag, in small letters and with one colon, such as acme/encoder:1.2',
    cause,
  })
}

import type { Readable } from 'node:stream'
import { settingsOfThisUser } from '../address/settings.ts'
import type { Engine } from '../engine/connect.ts'
import { isUnreachable, messageOf } from '../engine/failure.ts'
import { readJsonLines } from '../engine/json-lines.ts'
import { type Credentials, findCredentials } from './credentials.ts'
import { openPullProgress, type PullMessage, reportEverySecond } from './progress.ts'
import { registryOf } from './registry.ts'

/** How to pull an image. */
export interface PullOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((message: string) => void) | undefined
}

/**
 * Pulls an image from its registry: with the credentials of the `docker` command, or else, as that command does, without.
 * Errors of the Engine are thrown as they are, or as the cause of one that says why there were no credentials.
 */
export async function pullImage(engine: Engine, image: string, options: PullOptions = {}): Promise<void> {
  const { credentials, failure } = await findCredentials(registryOf(image), settingsOfThisUser())
  try {
    await pullWith(engine, { image, credentials }, options)
  } catch (cause) {
    if (failure === undefined || options.signal?.aborted || isUnreachable(cause)) throw cause
    throw new Error(`${messageOf(cause)} (it was asked for without credentials: ${failure})`, { cause })
  }
}

interface Pulled {
  readonly image: string
  readonly credentials: Credentials | undefined
}

async function pullWith(engine: Engine, { image, credentials }: Pulled, options: PullOptions): Promise<void> {
  const { signal, onProgress } = options
  const progress = openPullProgress(image)
  const stopReports = reportEverySecond(progress.describe, onProgress)
  try {
    const request = { ...(credentials && { authconfig: credentials }), ...(signal && { abortSignal: signal }) }
    const messages = (await engine.pull(image, request)) as Readable
    for await (const message of readJsonLines<Message>(messages)) {
      if (message.error !== undefined) throw new Error(message.error)
      progress.add(message)
    }
  } finally {
    stopReports()
  }
}

interface Message extends PullMessage {
  readonly error?: string | undefined
}

import type { Readable } from 'node:stream'
import { settingsOfThisUser } from '../address/settings.ts'
import type { Engine } from '../engine/connect.ts'
import { readJsonLines } from '../engine/json-lines.ts'
import { findCredentials } from './credentials.ts'
import { openPullProgress, type PullMessage, reportEverySecond } from './progress.ts'
import { registryOf } from './registry.ts'

/** How to pull an image. */
export interface PullOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((message: string) => void) | undefined
}

/** Pulls an image from its registry. Errors of the Engine are thrown as they are. */
export async function pullImage(engine: Engine, image: string, options: PullOptions = {}): Promise<void> {
  const { signal, onProgress } = options
  const progress = openPullProgress(image)
  const stopReports = reportEverySecond(progress.describe, onProgress)
  try {
    const authconfig = await findCredentials(registryOf(image), settingsOfThisUser())
    const request = { ...(authconfig && { authconfig }), ...(signal && { abortSignal: signal }) }
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

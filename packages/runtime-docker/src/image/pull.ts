import type { Readable } from 'node:stream'
import { settingsOfThisUser } from '../engine/address.ts'
import type { Engine } from '../engine/connect.ts'
import { readJsonLines } from '../engine/json-lines.ts'
import { findCredentials } from './credentials.ts'
import { openPullProgress, type PullMessage } from './progress.ts'
import { registryOf } from './registry.ts'

/** How to pull an image. */
export interface PullOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((message: string) => void) | undefined
}

/** Between two reports, in milliseconds: whoever waits wants to see that it goes on. */
const REPORT_INTERVAL = 1_000

/** Pulls an image from its registry; what the Engine says against it is thrown as it is. */
export async function pullImage(engine: Engine, image: string, options: PullOptions = {}): Promise<void> {
  const { signal, onProgress = () => {} } = options
  const progress = openPullProgress(image)
  onProgress(progress.describe())
  const reports = setInterval(() => onProgress(progress.describe()), REPORT_INTERVAL)
  try {
    const authconfig = await findCredentials(registryOf(image), settingsOfThisUser())
    const request = { ...(authconfig && { authconfig }), ...(signal && { abortSignal: signal }) }
    const messages = (await engine.pull(image, request)) as Readable
    for await (const message of readJsonLines<Message>(messages)) {
      if (message.error !== undefined) throw new Error(message.error)
      progress.add(message)
    }
  } finally {
    clearInterval(reports)
  }
}

interface Message extends PullMessage {
  readonly error?: string | undefined
}

import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FlowError } from '@peaflow/core'
import type { Engine } from '../engine/connect.ts'
import { isMissing, messageOf } from '../engine/failure.ts'
import { readJsonLines } from '../engine/json-lines.ts'
import { reportEverySecond, toMegabytes } from './progress.ts'
import type { PullOptions } from './pull.ts'

/** The Engines between which an image is sent. */
export interface Route {
  readonly from: Engine
  readonly to: Engine
  /** The name of the receiving machine, for messages. */
  readonly machine: string
}

/**
 * Sends an image from one Engine to another, if the first has it and the second can run it; returns whether it did. The
 * image is streamed, and stored nowhere in between.
 */
export async function sendImage(
  image: string,
  { from, to, machine }: Route,
  options: PullOptions = {},
): Promise<boolean> {
  const found = await inspect(from, image)
  if (found === undefined || !(await runsOn(to, found))) return false
  let sent = 0
  const counter = new Transform({
    transform: (chunk: Buffer, _encoding, callback) => {
      sent += chunk.length
      callback(null, chunk)
    },
  })
  const describe = () => `sending ${image} to ${machine}: ${toMegabytes(sent)} of ${toMegabytes(found.Size)} MB`
  const stopReports = reportEverySecond(describe, options.onProgress)
  try {
    const archive = (await from.getImage(image).get()) as Readable
    await Promise.all([pipeline(archive, counter, { signal: options.signal }), load(to, counter, options.signal)])
    return true
  } catch (cause) {
    options.signal?.throwIfAborted()
    throw sendFailed(image, machine, cause)
  } finally {
    stopReports()
    counter.destroy()
  }
}

/** An Engine reports an error of the load as a message of its response. */
async function load(engine: Engine, archive: Readable, signal: AbortSignal | undefined): Promise<void> {
  const request = { quiet: true, ...(signal && { abortSignal: signal }) }
  const response = (await engine.loadImage(archive, request)) as Readable
  for await (const { error } of readJsonLines<{ readonly error?: string }>(response)) {
    if (error !== undefined) throw new Error(error)
  }
}

interface SentImage {
  readonly Size: number
  readonly Architecture: string
  readonly Os: string
}

async function inspect(engine: Engine, image: string): Promise<SentImage | undefined> {
  // An image that is named by its digest would arrive without a name.
  if (image.includes('@')) return undefined
  try {
    return await engine.getImage(image).inspect()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function runsOn(engine: Engine, { Architecture, Os }: SentImage): Promise<boolean> {
  const { Arch, Os: system } = await engine.version()
  return Arch === Architecture && system === Os
}

function sendFailed(image: string, machine: string, cause: unknown): FlowError {
  return new FlowError('LAUNCH_IMAGE_SEND', `the image ${image} cannot be sent to ${machine}: ${messageOf(cause)}`, {
    hint: `Check how much disk space ${machine} has left, or push the image to a registry that ${machine} can reach`,
    cause,
  })
}

import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FlowError } from '@peaflow/core'
import type { Engine } from '../engine/connect.ts'
import { readJsonLines } from '../engine/json-lines.ts'
import { isMissing, messageOf } from '../engine/problem.ts'
import { reportEverySecond, toMegabytes } from './progress.ts'
import type { PullOptions } from './pull.ts'

/** From which Engine an image goes to which. */
export interface Route {
  readonly from: Engine
  readonly to: Engine
  /** What a person calls the machine that gets it. */
  readonly place: string
}

/**
 * Sends an image from one Engine to another, if the first has it and the second can run it; says whether it did. It
 * passes through, and is kept nowhere in between.
 */
export async function sendImage(
  image: string,
  { from, to, place }: Route,
  options: PullOptions = {},
): Promise<boolean> {
  const found = await inspect(from, image)
  if (found === undefined || !(await runsOn(to, found))) return false
  let sent = 0
  const count = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      sent += chunk.length
      done(null, chunk)
    },
  })
  const describe = () => `sending ${image} to ${place}: ${toMegabytes(sent)} of ${toMegabytes(found.Size)} MB`
  const stopReports = reportEverySecond(describe, options.onProgress)
  try {
    const archive = (await from.getImage(image).get()) as Readable
    await Promise.all([pipeline(archive, count, { signal: options.signal }), load(to, count, options.signal)])
    return true
  } catch (cause) {
    options.signal?.throwIfAborted()
    throw notSent(image, place, cause)
  } finally {
    stopReports()
    count.destroy()
  }
}

/** An Engine reports what goes wrong while it loads in the middle of its answer. */
async function load(engine: Engine, archive: Readable, signal: AbortSignal | undefined): Promise<void> {
  const request = { quiet: true, ...(signal && { abortSignal: signal }) }
  const answer = (await engine.loadImage(archive, request)) as Readable
  for await (const { error } of readJsonLines<{ readonly error?: string }>(answer)) {
    if (error !== undefined) throw new Error(error)
  }
}

interface SentImage {
  readonly Size: number
  readonly Architecture: string
  readonly Os: string
}

async function inspect(engine: Engine, image: string): Promise<SentImage | undefined> {
  // One that is named by its digest has no name that could be sent along.
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

function notSent(image: string, place: string, cause: unknown): FlowError {
  return new FlowError('LAUNCH_IMAGE_SEND', `the image ${image} cannot be sent to ${place}: ${messageOf(cause)}`, {
    hint: `See how much room ${place} has left; or push it to a registry that ${place} reaches`,
    cause,
  })
}

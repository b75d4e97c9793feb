import { FlowError, nearest } from '@peaflow/core'
import type { Engine } from '../engine/connect.ts'
import { messageOf } from '../engine/failure.ts'
import { PEA_IMAGE, PEA_PYTHON_IMAGE } from './pea-image.ts'

/** An image that could not be found. */
export interface MissingImage {
  readonly image: string
  /** The name of the machine that has to run it, for messages; `undefined` for this machine. */
  readonly machine?: string | undefined
  /** This machine's own Engine, if it has one. */
  readonly local: Engine | undefined
  /** Why the pull failed; `undefined` if none was tried. */
  readonly cause?: unknown
}

/** The error for an image that its machine does not have and cannot get. */
export async function imageMissing({ image, machine, local, cause }: MissingImage): Promise<FlowError> {
  const where = machine === undefined ? 'is not on this machine' : `is neither on ${machine} nor on this machine`
  const reason = cause === undefined ? 'pull is "never"' : `it cannot be pulled: ${messageOf(cause)}`
  const hint = await suggestCommand(local, image)
  return new FlowError('LAUNCH_IMAGE_MISSING', `the image ${image} ${where}, and ${reason}`, {
    hint: machine === undefined ? hint : `${hint}; Peaflow sends it to ${machine}`,
    cause,
  })
}

async function suggestCommand(engine: Engine | undefined, image: string): Promise<string> {
  const [name] = image.split(':')
  if (name === PEA_IMAGE) return 'Type: peaflow image build'
  if (name === PEA_PYTHON_IMAGE) return 'Type: peaflow image build --python'
  const similar = nearest(image, await listNames(engine))
  const build = `docker build -t ${image} .`
  return similar === undefined
    ? `Type: ${build} (in the folder of its Dockerfile), or docker pull ${image} after docker login`
    : `Did you mean ${similar}? If not, type: ${build}`
}

async function listNames(engine: Engine | undefined): Promise<readonly string[]> {
  const images = (await engine?.listImages().catch(() => undefined)) ?? []
  return images.flatMap(({ RepoTags }) => RepoTags ?? [])
}

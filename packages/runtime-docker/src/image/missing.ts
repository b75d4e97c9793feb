import { FlowError, nearest } from '@peaflow/core'
import type { Engine } from '../engine/connect.ts'
import { messageOf } from '../engine/problem.ts'
import { PEA_IMAGE } from './pea-image.ts'

/** An image that is not there. */
export interface MissingImage {
  readonly image: string
  /** What a person calls the machine that has to run it; nothing for this one. */
  readonly place?: string | undefined
  /** This machine's own Engine, if it has one. */
  readonly here: Engine | undefined
  /** Why it could not be pulled, if that was tried. */
  readonly cause?: unknown
}

/** The error for an image that is not where it has to be, nor anywhere it could be had from. */
export async function imageMissing({ image, place, here, cause }: MissingImage): Promise<FlowError> {
  const where = place === undefined ? 'is not on this machine' : `is neither on ${place} nor on this machine`
  const why = cause === undefined ? 'pull is "never"' : `it cannot be pulled: ${messageOf(cause)}`
  const hint = await whatToType(here, image)
  return new FlowError('LAUNCH_IMAGE_MISSING', `the image ${image} ${where}, and ${why}`, {
    hint: place === undefined ? hint : `${hint}; Peaflow sends it to ${place}`,
    cause,
  })
}

async function whatToType(engine: Engine | undefined, image: string): Promise<string> {
  if (image.split(':')[0] === PEA_IMAGE) return 'Type: peaflow image build'
  const meant = nearest(image, await listNames(engine))
  const build = `docker build -t ${image} .`
  return meant === undefined
    ? `Type: ${build} (in the folder of its Dockerfile), or docker pull ${image} once you may`
    : `Did you mean ${meant}? If not, type: ${build}`
}

async function listNames(engine: Engine | undefined): Promise<readonly string[]> {
  const images = (await engine?.listImages().catch(() => undefined)) ?? []
  return images.flatMap(({ RepoTags }) => RepoTags ?? [])
}

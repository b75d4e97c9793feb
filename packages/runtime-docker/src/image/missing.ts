import { FlowError, nearest } from '@peaflow/core'
import type { Engine } from '../engine/connect.ts'
import { messageOf } from '../engine/problem.ts'
import { PEA_IMAGE } from './pea-image.ts'

/** The error for an image that is not on this machine; `cause` is why it could not be pulled, if that was tried. */
export async function imageMissing(engine: Engine, image: string, cause?: unknown): Promise<FlowError> {
  const why = cause === undefined ? 'pull is "never"' : `it cannot be pulled: ${messageOf(cause)}`
  return new FlowError('LAUNCH_IMAGE_MISSING', `the image ${image} is not on this machine, and ${why}`, {
    hint: await whatToType(engine, image),
    cause,
  })
}

async function whatToType(engine: Engine, image: string): Promise<string> {
  if (image.split(':')[0] === PEA_IMAGE) return 'Type: peaflow image build'
  const meant = nearest(image, await listNames(engine))
  const build = `docker build -t ${image} .`
  return meant === undefined
    ? `Type: ${build} (in the folder of its Dockerfile), or docker pull ${image} once you may`
    : `Did you mean ${meant}? If not, type: ${build}`
}

async function listNames(engine: Engine): Promise<readonly string[]> {
  const images = await engine.listImages().catch(() => [])
  return images.flatMap(({ RepoTags }) => RepoTags ?? [])
}

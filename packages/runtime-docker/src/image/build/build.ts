import type { Readable } from 'node:stream'
import { FlowError } from '@peaflow/core'
import { connectEngine } from '../../engine/connect.ts'
import { readJsonLines } from '../../engine/json-lines.ts'
import { messageOf } from '../../engine/problem.ts'
import { PEA_IMAGE } from '../pea-image.ts'
import { describeFileSystem } from './file-system.ts'
import { packEntries } from './tar.ts'

/** How to build the Pea image. */
export interface BuildPeaImageOptions {
  /** The absolute folder of `@peaflow/cli`, whose `peaflow` program goes into the image. */
  readonly cli: string
  /**
   * What to call it.
   *
   * @defaultValue `peaflow/pea:latest`
   */
  readonly tag?: string | undefined
  /**
   * The Engine's address.
   *
   * @defaultValue that of the `docker` command
   */
  readonly dockerHost?: string | undefined
}

/** An image that was built. */
export interface BuiltImage {
  readonly tag: string
  /** Bytes. */
  readonly size: number
}

/** What the image says of itself, as instructions of a Dockerfile. */
const INSTRUCTIONS = [
  'ENV PATH=/usr/local/bin:/usr/bin:/bin',
  'ENV HOME=/home/node',
  'WORKDIR /app',
  'USER node',
  'ENTRYPOINT ["peaflow","pea"]',
]

/**
 * Makes the Pea image from the Node and the packages of this machine: no registry is asked.
 *
 * @throws FlowError `LAUNCH_IMAGE_BUILD`, `LAUNCH_DOCKER_UNREACHABLE`
 */
export async function buildPeaImage(options: BuildPeaImageOptions): Promise<BuiltImage> {
  const { cli, tag = `${PEA_IMAGE}:latest`, dockerHost } = options
  if (process.platform !== 'linux') throw notLinux()
  const engine = await connectEngine(dockerHost)
  try {
    const archive = packEntries(await describeFileSystem(cli))
    const answer = await engine.importImage(archive, { ...splitTag(tag), changes: INSTRUCTIONS })
    for await (const { error } of readJsonLines<{ readonly error?: string }>(answer as Readable)) {
      if (error !== undefined) throw new Error(error)
    }
    const { Size } = await engine.getImage(tag).inspect()
    return { tag, size: Size }
  } catch (cause) {
    throw new FlowError('LAUNCH_IMAGE_BUILD', `the image ${tag} cannot be built: ${messageOf(cause)}`, { cause })
  }
}

function splitTag(image: string): { readonly repo: string; readonly tag: string } {
  const colon = image.lastIndexOf(':')
  const hasTag = colon > image.lastIndexOf('/')
  return { repo: hasTag ? image.slice(0, colon) : image, tag: hasTag ? image.slice(colon + 1) : 'latest' }
}

function notLinux(): FlowError {
  return new FlowError(
    'LAUNCH_IMAGE_BUILD',
    `the Node of this machine is for ${process.platform}, not for containers`,
    {
      hint: 'Build the image from its Dockerfile, which is in the package @peaflow/runtime-docker',
    },
  )
}

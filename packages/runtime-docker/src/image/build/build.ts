import type { Readable } from 'node:stream'
import { FlowError } from '@peaflow/core'
import { type Engine, withEngine } from '../../engine/connect.ts'
import { readJsonLines } from '../../engine/json-lines.ts'
import { isInConflict, messageOf } from '../../engine/problem.ts'
import { PEA_IMAGE } from '../pea-image.ts'
import { makeCodeCache } from './code-cache.ts'
import type { Entry } from './entries.ts'
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
  return await withEngine(dockerHost, ({ engine }) => build(engine, { cli, tag }))
}

async function build(
  engine: Engine,
  { cli, tag }: { readonly cli: string; readonly tag: string },
): Promise<BuiltImage> {
  try {
    const { entries, peaProgram } = await describeFileSystem(cli)
    const before = await findId(engine, tag)
    const cold = await importImage(engine, entries)
    const cache = await makeCodeCache(engine, cold, peaProgram).finally(() => engine.getImage(cold).remove())
    await importImage(engine, [...entries, ...cache], tag)
    const { Id, Size } = await engine.getImage(tag).inspect()
    // The one that had this name has none now; it stays where it is still used, or built upon.
    if (before !== undefined && before !== Id) await engine.getImage(before).remove().catch(ignoreConflict)
    return { tag, size: Size }
  } catch (cause) {
    throw new FlowError('LAUNCH_IMAGE_BUILD', `the image ${tag} cannot be built: ${messageOf(cause)}`, { cause })
  }
}

async function findId(engine: Engine, image: string): Promise<string | undefined> {
  const found = await engine.listImages({ filters: { reference: [image] } })
  return found[0]?.Id
}

function ignoreConflict(caught: unknown): void {
  if (!isInConflict(caught)) throw caught
}

/** Makes an image of these files, and returns its id. */
async function importImage(engine: Engine, entries: readonly Entry[], name?: string): Promise<string> {
  const request = { ...(name !== undefined && splitTag(name)), changes: INSTRUCTIONS }
  const answer = (await engine.importImage(packEntries(entries), request)) as Readable
  let id = ''
  for await (const { error, status = '' } of readJsonLines<{ error?: string; status?: string }>(answer)) {
    if (error !== undefined) throw new Error(error)
    id = status
  }
  return id
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

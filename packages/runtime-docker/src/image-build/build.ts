import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { FlowError, isFlowError } from '@peaflow/core'
import type { Entry } from '../archive/entry.ts'
import { packEntries } from '../archive/pack.ts'
import { type Engine, withEngine } from '../engine/connect.ts'
import { isInConflict, messageOf } from '../engine/failure.ts'
import { readJsonLines } from '../engine/json-lines.ts'
import { PEA_IMAGE, PEA_PYTHON_IMAGE } from '../image/pea-image.ts'
import { makeCodeCache } from './code-cache.ts'
import { describeFileSystem, withoutRepeats } from './file-system.ts'
import { compilePython, describePython, type PythonSource } from './python.ts'

/** Options of {@link buildPeaImage}. */
export interface BuildPeaImageOptions {
  /** The absolute folder of `@peaflow/cli`, whose `peaflow` command goes into the image. */
  readonly cli: string
  /**
   * The name of the image.
   *
   * @defaultValue `peaflow/pea:latest`, and with `python` `peaflow/pea-python:latest`
   */
  readonly tag?: string | undefined
  /**
   * The Python of this machine that goes into the image, with its standard library: a path, or a name on `PATH`.
   *
   * @defaultValue none
   */
  readonly python?: string | undefined
  /**
   * The Engine's address.
   *
   * @defaultValue the Engine of the `docker` command
   */
  readonly dockerHost?: string | undefined
}

/** An image that was built. */
export interface BuiltImage {
  readonly tag: string
  /** In bytes. */
  readonly size: number
}

/** The settings of the image, as instructions of a Dockerfile. */
const INSTRUCTIONS = [
  'ENV PATH=/usr/local/bin:/usr/bin:/bin',
  'ENV HOME=/home/node',
  'WORKDIR /app',
  'USER node',
  'ENTRYPOINT ["peaflow","pea"]',
]

/**
 * Builds the Pea image from the Node, the packages and, if it is asked for, the Python of this machine, without a registry.
 *
 * @throws FlowError `LAUNCH_IMAGE_BUILD`, `LAUNCH_DOCKER_UNREACHABLE`
 */
export async function buildPeaImage(options: BuildPeaImageOptions): Promise<BuiltImage> {
  const { cli, python, dockerHost } = options
  const { tag = `${python === undefined ? PEA_IMAGE : PEA_PYTHON_IMAGE}:latest` } = options
  if (process.platform !== 'linux') throw notLinux()
  return await withEngine(dockerHost, async ({ engine }) => {
    const scratch = await mkdtemp(join(tmpdir(), 'peaflow-image-'))
    try {
      const { entries, peaProgram } = await describeFileSystem(cli)
      const files = python === undefined ? entries : await addPython(entries, { python, scratch })
      return await build(engine, tag, [...files, ...(await makeCodeCache(peaProgram, scratch))])
    } catch (cause) {
      if (isFlowError(cause)) throw cause
      throw new FlowError('LAUNCH_IMAGE_BUILD', `the image ${tag} cannot be built: ${messageOf(cause)}`, { cause })
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  })
}

/** The same files with a Python and what it would compile of them. Paths that both have stay as they are. */
async function addPython(entries: readonly Entry[], source: PythonSource): Promise<readonly Entry[]> {
  const [python, compiled] = [await describePython(source), await compilePython(source, entries)]
  return withoutRepeats([...python, ...entries, ...compiled])
}

async function build(engine: Engine, tag: string, entries: readonly Entry[]): Promise<BuiltImage> {
  const before = await findId(engine, tag)
  await importImage(engine, entries, tag)
  const { Id, Size } = await engine.getImage(tag).inspect()
  // The previous image of this name is untagged now. It stays if a container or another image still uses it.
  if (before !== undefined && before !== Id) await engine.getImage(before).remove().catch(ignoreConflict)
  return { tag, size: Size }
}

async function findId(engine: Engine, image: string): Promise<string | undefined> {
  const found = await engine.listImages({ filters: { reference: [image] } })
  return found[0]?.Id
}

function ignoreConflict(caught: unknown): void {
  if (!isInConflict(caught)) throw caught
}

async function importImage(engine: Engine, entries: readonly Entry[], name: string): Promise<void> {
  const request = { ...splitTag(name), changes: INSTRUCTIONS }
  const response = (await engine.importImage(packEntries(entries), request)) as Readable
  for await (const { error } of readJsonLines<{ error?: string }>(response)) {
    if (error !== undefined) throw new Error(error)
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
    `the Node of this machine is built for ${process.platform}, but containers need one for Linux`,
    {
      hint: 'Build the image from the Dockerfile in the package @peaflow/runtime-docker',
    },
  )
}

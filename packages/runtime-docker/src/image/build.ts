import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { FlowError } from '@peaflow/core'
import type { Engine } from '../engine/connect.ts'
import { isUnreachable, messageOf } from '../engine/failure.ts'
import { readJsonLines } from '../engine/json-lines.ts'
import type { PullOptions } from './pull.ts'

/** What is built: an image of this name, from a folder with a Dockerfile. */
export interface BuildTarget {
  readonly image: string
  /** An absolute path on this machine. The Engine gets its files, without those that `.dockerignore` names. */
  readonly folder: string
}

interface BuildMessage {
  readonly stream?: string | undefined
  readonly error?: string | undefined
}

/** The lines of a build that an error quotes. */
const LAST_LINES = 10

/**
 * Builds an image, as `docker build` does: steps whose files have not changed come from the cache of the Engine.
 *
 * @throws FlowError `CONFIG_BUILD` if the folder has no Dockerfile, `LAUNCH_BUILD` if the build fails.
 */
export async function buildImage(engine: Engine, target: BuildTarget, options: PullOptions = {}): Promise<void> {
  const { image, folder } = target
  const { signal, onProgress } = options
  await checkFolder(folder)
  onProgress?.(`building ${image} from ${folder}`)
  const lines: string[] = []
  try {
    // Without forcerm, the container of a step that fails is left.
    const request = { t: image, forcerm: true, ...(signal && { abortSignal: signal }) }
    const messages = (await engine.buildImage({ context: folder, src: await filesIn(folder) }, request)) as Readable
    for await (const { stream = '', error } of readJsonLines<BuildMessage>(messages)) {
      if (error !== undefined) throw new Error(error)
      const text = stream.trim()
      if (text === '') continue
      if (lines.push(text) > LAST_LINES) lines.shift()
      if (text.startsWith('Step ')) onProgress?.(`building ${image}: ${text}`)
    }
  } catch (cause) {
    signal?.throwIfAborted()
    if (isUnreachable(cause)) throw cause
    throw buildFailed(target, cause, lines)
  }
}

async function checkFolder(folder: string): Promise<void> {
  const file = join(folder, 'Dockerfile')
  const isFile = await stat(file).then(
    (entry) => entry.isFile(),
    () => false,
  )
  if (isFile) return
  throw new FlowError('CONFIG_BUILD', `there is no file ${file} to build an image from`, {
    hint: 'build names a folder with a Dockerfile, relative to the flow file',
  })
}

/** The files of a folder, by their paths in it: dockerode applies `.dockerignore` to these and not to folders. */
async function filesIn(folder: string, inner = ''): Promise<string[]> {
  const entries = await readdir(join(folder, inner), { withFileTypes: true })
  const paths = entries.map(async (entry) => {
    const path = join(inner, entry.name)
    return entry.isDirectory() ? await filesIn(folder, path) : [path]
  })
  return (await Promise.all(paths)).flat()
}

function buildFailed({ image, folder }: BuildTarget, cause: unknown, lines: readonly string[]): FlowError {
  const output = lines.map((line) => `\n  ${line}`).join('')
  return new FlowError('LAUNCH_BUILD', `the image ${image} cannot be built: ${messageOf(cause)}${output}`, {
    hint: `Try it by hand: docker build -t ${image} ${folder}`,
    cause,
  })
}

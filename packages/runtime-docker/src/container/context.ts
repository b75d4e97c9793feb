import { randomBytes } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { FlowError, type PeaSpec } from '@peaflow/core'
import type { ImageConfig } from '../image/config.ts'
import type { ContainerContext } from './options.ts'

/** What a launcher knows of all its containers. */
export interface Surroundings {
  readonly owner: string
  readonly gateway: string
}

/**
 * Gathers what the create call of a Pea depends on besides its spec, and makes its workspace: the Engine would make a
 * folder of root's.
 *
 * @throws FlowError `LAUNCH_WORKSPACE`
 */
export async function gatherContext(
  spec: PeaSpec,
  image: ImageConfig,
  surroundings: Surroundings,
): Promise<ContainerContext> {
  const [executor, workspace] = await Promise.all([findExecutor(spec), makeWorkspace(spec)])
  return {
    ...surroundings,
    image,
    suffix: randomBytes(4).toString('hex'),
    user: callerOf(process),
    home: homedir(),
    executor,
    workspace,
  }
}

/** A path that leads to no file here is one of the image. */
async function findExecutor({ uses, directory }: PeaSpec): Promise<ContainerContext['executor']> {
  if (typeof uses !== 'string' || /^_\w+$/.test(uses)) return undefined
  const path = resolve(directory, uses)
  const isFile = await stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  )
  return isFile ? { folder: dirname(path), file: basename(path) } : undefined
}

async function makeWorkspace(spec: PeaSpec): Promise<string> {
  const { flow, pod, replicaId, directory, workspace = join('.peaflow', flow, pod, String(replicaId)) } = spec
  const path = resolve(directory, workspace)
  try {
    await mkdir(path, { recursive: true })
    return path
  } catch (cause) {
    throw new FlowError(
      'LAUNCH_WORKSPACE',
      `the workspace of "${spec.id}" cannot be made: ${(cause as Error).message}`,
      {
        hint: 'Give the Pod another workspace, in a folder that you may write',
        cause,
      },
    )
  }
}

/** Windows knows no user ids. */
function callerOf({ getuid, getgid }: NodeJS.Process): string | undefined {
  return getuid && getgid ? `${getuid()}:${getgid()}` : undefined
}

import { createHash, randomBytes } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { FlowError, machineOf, type PeaSpec } from '@peaflow/core'
import type { ImageConfig } from '../image/config.ts'
import { machineName } from '../leftovers/machine.ts'
import type { ContainerContext } from './options.ts'

/** What a launcher knows of all its containers. */
export interface Surroundings {
  readonly owner: string
  readonly gateway: string
}

/**
 * Gathers what the create call of a Pea depends on besides its spec, and makes its workspace: the Engine would make a
 * folder of root's. On another machine there are neither our files nor our users.
 *
 * @throws FlowError `LAUNCH_WORKSPACE`; `CONFIG_FAR_FILE` if the executor is a file of this machine, and the container
 * is to run on another.
 */
export async function gatherContext(
  spec: PeaSpec,
  image: ImageConfig,
  { owner, gateway }: Surroundings,
): Promise<ContainerContext> {
  const common = { owner, gateway, image, suffix: randomBytes(4).toString('hex'), home: homedir() }
  if (machineOf(spec) !== null) {
    await refuseExecutor(spec)
    return { ...common, workspace: { volume: toVolumeName(spec) } }
  }
  const [executor, folder] = await Promise.all([findExecutor(spec), makeWorkspace(spec)])
  return { ...common, user: callerOf(process), executor, workspace: { folder } }
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

async function refuseExecutor(spec: PeaSpec): Promise<void> {
  const { pod, uses, host } = spec
  if (!/^\.{1,2}[\\/]/.test(String(uses)) || (await findExecutor(spec)) === undefined) return
  throw new FlowError(
    'CONFIG_FAR_FILE',
    `"${pod}" uses ${uses}, a file of this machine, but runs in a container on ${host}`,
    { hint: 'Put it into the image (COPY) and leave out `uses` (CMD ["--uses", …]), or name it as the image does' },
  )
}

function workspaceOf({ flow, pod, replicaId, directory, workspace }: PeaSpec): string {
  return resolve(directory, workspace ?? join('.peaflow', flow, pod, String(replicaId)))
}

/** One for each folder that the workspace would be here: the same whenever, and by whomever, the Pea is launched. */
function toVolumeName(spec: PeaSpec): string {
  const { flow, pod, replicaId } = spec
  const place = createHash('sha256')
    .update(`${machineName()} ${workspaceOf(spec)}`)
    .digest('hex')
    .slice(0, 12)
  return `peaflow-${flow}-${pod}-${replicaId}-${place}`.replace(/[^a-zA-Z0-9_.-]/g, '_')
}

async function makeWorkspace(spec: PeaSpec): Promise<string> {
  const path = workspaceOf(spec)
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

import { createHash, randomBytes } from 'node:crypto'
import { access, constants, mkdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { FlowError, machineOf, type PeaSpec, stagesOf } from '@peaflow/core'
import type { ImageConfig } from '../image/config.ts'
import { machineId } from '../leftovers/machine-id.ts'
import { resolveExecutor } from './executor-links.ts'
import type { ContainerContext } from './options.ts'
import type { StageContext } from './stages.ts'

/** The part of a container's context that all containers of an Engine have in common. */
export type SharedContext = Pick<ContainerContext, 'owner' | 'gateway'>

/**
 * Finds out what the create call of a Pea depends on besides its spec. It also makes the workspace, because a folder
 * that the Engine makes belongs to root. On another machine there are neither files nor users of this one.
 *
 * @throws FlowError `LAUNCH_WORKSPACE`; `CONFIG_REMOTE_FILE` if the executor is a file of this machine and the container
 * is to run on another.
 */
export async function resolveContext(
  spec: PeaSpec,
  image: ImageConfig,
  { owner, gateway }: SharedContext,
): Promise<ContainerContext> {
  const common = { owner, gateway, image, suffix: randomBytes(4).toString('hex'), home: homedir() }
  const user = machineOf(spec) === null ? userOf(process) : undefined
  const stages = await Promise.all(stagesOf(spec).map(resolveStage))
  return { ...common, ...(user !== undefined && { user }), ...(spec.stages === undefined ? stages[0] : { stages }) }
}

async function resolveStage(spec: PeaSpec): Promise<StageContext> {
  if (machineOf(spec) !== null) {
    await refuseLocalExecutor(spec)
    return { workspace: { volume: toVolumeName(spec) } }
  }
  const [executor, folder] = await Promise.all([findExecutor(spec), makeWorkspace(spec)])
  return { executor, workspace: { folder } }
}

/** The executor, if it is a file of this machine; any other path is one in the image. */
async function findExecutor({ uses, directory }: PeaSpec): Promise<ContainerContext['executor']> {
  if (typeof uses !== 'string' || /^_\w+$/.test(uses)) return undefined
  const path = resolve(directory, uses)
  const isFile = await stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  )
  return isFile ? await resolveExecutor(path) : undefined
}

async function refuseLocalExecutor(spec: PeaSpec): Promise<void> {
  const { pod, uses, host } = spec
  if (!/^\.{1,2}[\\/]/.test(String(uses)) || (await findExecutor(spec)) === undefined) return
  throw new FlowError(
    'CONFIG_REMOTE_FILE',
    `"${pod}" uses ${uses}, a file of this machine, but runs in a container on ${host}`,
    {
      hint: 'COPY it into the image, and leave out `uses` (CMD ["--uses", …]) or set it to the path in the image',
    },
  )
}

function workspaceOf({ flow, pod, replicaId, directory, workspace }: PeaSpec): string {
  return resolve(directory, workspace ?? join('.peaflow', flow, pod, String(replicaId)))
}

/**
 * One volume for each folder that the workspace would be on this machine. So a Pea finds its volume again, whichever
 * process launches it.
 */
function toVolumeName(spec: PeaSpec): string {
  const { flow, pod, replicaId } = spec
  const hash = createHash('sha256')
    .update(`${machineId()} ${workspaceOf(spec)}`)
    .digest('hex')
    .slice(0, 12)
  return `peaflow-${flow}-${pod}-${replicaId}-${hash}`.replace(/[^a-zA-Z0-9_.-]/g, '_')
}

async function makeWorkspace(spec: PeaSpec): Promise<string> {
  const path = workspaceOf(spec)
  try {
    await mkdir(path, { recursive: true })
    return path
  } catch (cause) {
    throw new FlowError(
      'LAUNCH_WORKSPACE',
      `the workspace of "${spec.id}" cannot be created: ${await whyUnwritable(path, cause as Error)}`,
      { hint: 'Set workspace to a folder that you may write to', cause },
    )
  }
}

/** Node reports a read-only file system as a missing folder. The nearest folder that exists says what is wrong. */
async function whyUnwritable(path: string, cause: Error): Promise<string> {
  const parent = dirname(path)
  if (parent === path) return cause.message
  const folder = await stat(parent).catch(() => undefined)
  if (folder === undefined) return await whyUnwritable(parent, cause)
  return await access(parent, constants.W_OK).then(
    () => cause.message,
    (error: Error) => error.message,
  )
}

/** The caller's `uid:gid`; `undefined` on Windows, which has no user ids. */
export function userOf({ getuid, getgid }: NodeJS.Process): string | undefined {
  return getuid && getgid ? `${getuid()}:${getgid()}` : undefined
}

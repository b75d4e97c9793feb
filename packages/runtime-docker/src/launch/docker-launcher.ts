import { resolve } from 'node:path'
import { FlowError, type LaunchOptions, machineOf, type PeaHandle, type PeaLauncher, type PeaSpec } from '@peaflow/core'
import { checkMachine } from '../address/machine.ts'
import { abortable } from '../async/abortable.ts'
import { mayRemain, startContainer } from '../container/container.ts'
import type { CreateOptions } from '../container/create-options.ts'
import { openHandle } from '../container/handle.ts'
import { explainLaunch } from '../container/launch-error.ts'
import { toContainerInput, toContainerOptions } from '../container/options.ts'
import { findPublished } from '../container/published.ts'
import { resolveContext, userOf } from '../container/resolve-context.ts'
import { allowsFolder } from '../container/shared-folders.ts'
import { isUnreachable } from '../engine/failure.ts'
import { isBack } from '../engine/reconnect.ts'
import { removeInTime } from '../engine/remove-in-time.ts'
import { untilSilent } from '../engine/until-silent.ts'
import type { ImageConfig } from '../image/config.ts'
import { toLabels } from '../labels/labels.ts'
import { type AcquiredEngine, makeEnginePool, type PooledEngine } from './engine-pool.ts'
import { probeFolder } from './probe-folder.ts'

/** The folder that a launcher is asked about. */
interface FolderQuestion {
  readonly folder: string
  readonly options: LaunchOptions
}

/** Options of {@link dockerLauncher}. */
export interface DockerLauncherOptions {
  /**
   * The address of the Engine for Peas that do not name one: `unix:///path`, `tcp://host:port`, `ssh://user@host` or
   * `context://name`.
   *
   * @defaultValue the Engine of the `docker` command: that of `DOCKER_HOST`, or of the context in use
   */
  readonly dockerHost?: string | undefined
}

/**
 * A launcher named `docker`. Each Pea is a container of its Pod's image, on the machine whose Engine its Pod names. The
 * container ends with this process, even if this process is killed. The first launch on an Engine removes containers
 * that an earlier process left there nevertheless.
 *
 * @example
 * await startFlow(plan, { launchers: { process: processLauncher(), docker: dockerLauncher() } })
 */
export function dockerLauncher({ dockerHost }: DockerLauncherOptions = {}): PeaLauncher {
  const pool = makeEnginePool()
  return {
    name: 'docker',
    sharesFolder: async (spec, folder, options = {}) => {
      if (!spec.image || machineOf(spec) !== null || !allowsFolder(spec, folder, userOf(process))) return false
      const dialled = spec.container?.dockerHost ?? dockerHost
      const acquired = await pool.acquire(dialled, options.signal).catch(() => undefined)
      if (acquired === undefined) return false // the launch says why
      return await sharesFolderOn(acquired.pooled, spec, { folder, options })
        .catch(() => false)
        .finally(acquired.release)
    },
    launch: async (spec, options = {}) => {
      const { signal } = options
      try {
        checkImage(spec)
        signal?.throwIfAborted()
        const acquired = await pool.acquire(spec.container?.dockerHost ?? dockerHost, signal)
        return await launchOn(acquired, spec, options)
      } catch (cause) {
        throw signal?.aborted ? launchAborted(spec, signal) : explainLaunch(cause, spec)
      }
    },
  }
}

async function sharesFolderOn(
  pooled: PooledEngine,
  spec: PeaSpec,
  { folder, options }: FolderQuestion,
): Promise<boolean> {
  const { connection, owner } = pooled
  await connection.open()
  if (!(await pooled.sharesKernel())) return false
  await findImage(pooled, spec, options)
  return await probeFolder(connection.engine, folder, {
    image: spec.image ?? '',
    labels: toLabels(spec, owner),
  })
}

/** Launches a Pea, and releases the Engine when the Pea has ended. */
async function launchOn(
  { pooled, release }: AcquiredEngine,
  spec: PeaSpec,
  options: LaunchOptions,
): Promise<PeaHandle> {
  try {
    checkMachine(spec, pooled.connection.location)
    const handle = await launchInTime(pooled, spec, options)
    void handle.exited.then(release)
    return handle
  } catch (caught) {
    release()
    throw pooled.connection.explain(caught)
  }
}

/** Milliseconds that an aborted launch may take to clean up, on an Engine that answers. */
const ABORT_TIMEOUT = 10_000

/** Options of a launch whose requests can be given up: the Engine may never answer them. */
interface OwnLaunchOptions extends LaunchOptions {
  readonly giveUp: AbortSignal
}

/** Launches a Pea. A launch that is aborted while its Engine does not answer ends nevertheless. */
async function launchInTime(pooled: PooledEngine, spec: PeaSpec, options: LaunchOptions): Promise<PeaHandle> {
  const { signal } = options
  const [giveUp, over] = [new AbortController(), new AbortController()]
  const onAbort = async () => {
    await untilSilent(pooled.connection, AbortSignal.any([over.signal, AbortSignal.timeout(ABORT_TIMEOUT)]))
    if (!over.signal.aborted) giveUp.abort()
  }
  signal?.addEventListener('abort', onAbort)
  try {
    return await launchOrRetry(pooled, spec, { ...options, giveUp: giveUp.signal })
  } finally {
    over.abort()
    signal?.removeEventListener('abort', onAbort)
  }
}

async function launchOrRetry(pooled: PooledEngine, spec: PeaSpec, options: OwnLaunchOptions): Promise<PeaHandle> {
  const { connection } = pooled
  try {
    await connection.open()
    return await launchOnce(pooled, spec, options)
  } catch (error) {
    // A restart of the Engine ends its containers, which are then relaunched while it is still starting.
    const canRetry = spec.incarnation > 1 && isUnreachable(error) && (await isBack(connection, options.signal))
    if (!canRetry) throw error
    return await launchOnce(pooled, spec, options)
  }
}

async function launchOnce(pooled: PooledEngine, spec: PeaSpec, options: OwnLaunchOptions): Promise<PeaHandle> {
  const { connection } = pooled
  const { engine } = connection
  const { onLog, signal, giveUp } = options
  const image = await abortable(findImage(pooled, spec, options), giveUp)
  const context = await abortable(resolveContext(spec, image, pooled), giveUp)
  const create = toContainerOptions(spec, { ...context, folders: options.folders })
  checkEntrypoint(spec, image, create)
  signal?.throwIfAborted()
  const container = await startContainer(connection, create, {
    input: toContainerInput(spec, context),
    onLog,
    signal: giveUp,
  })
  try {
    const published = await abortable(findPublished(engine, container.id, create), giveUp)
    signal?.throwIfAborted()
    const { name, HostConfig } = create
    return openHandle(container, { connection, spec, name, published, signal, onLog, memory: HostConfig.Memory })
  } catch (error) {
    if (!(await removeInTime(connection, container.id))) onLog?.(mayRemain(create.name))
    throw error
  }
}

async function findImage({ images }: PooledEngine, spec: PeaSpec, options: LaunchOptions): Promise<ImageConfig> {
  const { image = '', incarnation, directory, container = {} } = spec
  // A relaunch uses the image of the first launch.
  const pull = incarnation > 1 && container.pull === 'always' ? 'missing' : container.pull
  const build = container.build !== undefined && incarnation === 1 ? resolve(directory, container.build) : undefined
  return await images.ensure({ ...options, image, pull, build })
}

function checkImage({ pod, image }: PeaSpec): void {
  if (image !== undefined) return
  throw new FlowError('LAUNCH_NO_IMAGE', `"${pod}" runs in a container, but names no image`, {
    hint: 'Give the Pod an image, such as image: peaflow/pea, or remove runtime: docker',
  })
}

function checkEntrypoint({ pod, image }: PeaSpec, { runnable }: ImageConfig, create: CreateOptions): void {
  if (runnable || create.Entrypoint !== undefined) return
  throw new FlowError('LAUNCH_IMAGE_ENTRYPOINT', `the image ${image} of "${pod}" has no ENTRYPOINT that runs a Pea`, {
    hint: 'Begin its Dockerfile with FROM peaflow/pea, or give the Pod an entrypoint',
  })
}

function launchAborted({ id }: PeaSpec, { reason }: AbortSignal): FlowError {
  return new FlowError('LAUNCH_ABORTED', `the launch of "${id}" was aborted`, { cause: reason })
}

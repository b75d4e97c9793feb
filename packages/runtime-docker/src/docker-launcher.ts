import { FlowError, type LaunchOptions, type PeaHandle, type PeaLauncher, type PeaSpec } from '@peaflow/core'
import { checkPlace } from './address/place.ts'
import { startContainer } from './container/container.ts'
import { gatherContext } from './container/context.ts'
import type { CreateOptions } from './container/create-options.ts'
import { openHandle } from './container/handle.ts'
import { toContainerOptions } from './container/options.ts'
import { findPublished } from './container/published.ts'
import { explainLaunch, isUnreachable } from './engine/problem.ts'
import { comesBack } from './engine/reconnect.ts'
import { removeContainer } from './engine/remove.ts'
import type { ImageConfig } from './image/config.ts'
import { type HeldSession, makeSessions, type Session } from './session.ts'

/** How {@link dockerLauncher} launches. */
export interface DockerLauncherOptions {
  /**
   * The address of the Engine of Peas that name none: `unix:///path`, `tcp://host:port`, `ssh://user@host` or
   * `context://name`.
   *
   * @defaultValue that of the `docker` command: `DOCKER_HOST`, or the context in use
   */
  readonly dockerHost?: string | undefined
}

/**
 * A launcher named `docker`: each Pea is a container of the image that its Pod names, on the machine whose Engine its
 * Pod names, and ends with this process, also when it is killed. The first launch by an Engine removes what an earlier
 * process left behind there all the same.
 *
 * @example
 * await startFlow(plan, { launchers: { process: processLauncher(), docker: dockerLauncher() } })
 */
export function dockerLauncher({ dockerHost }: DockerLauncherOptions = {}): PeaLauncher {
  const sessions = makeSessions()
  return {
    name: 'docker',
    launch: async (spec, options = {}) => {
      const { signal } = options
      try {
        checkImage(spec)
        signal?.throwIfAborted()
        const held = await sessions.hold(spec.container?.dockerHost ?? dockerHost, signal)
        return await launchBy(held, spec, options)
      } catch (cause) {
        throw signal?.aborted ? launchAborted(spec, signal) : explainLaunch(cause, spec)
      }
    },
  }
}

/** Launches, and lets go of the session when there is nothing left of the Pea. */
async function launchBy({ session, release }: HeldSession, spec: PeaSpec, options: LaunchOptions): Promise<PeaHandle> {
  try {
    checkPlace(spec, session.connection.location)
    const handle = await launchPatiently(session, spec, options)
    void handle.exited.then(release)
    return handle
  } catch (caught) {
    release()
    throw session.connection.explain(caught)
  }
}

async function launchPatiently(session: Session, spec: PeaSpec, options: LaunchOptions): Promise<PeaHandle> {
  const { connection } = session
  try {
    await connection.open()
    return await launchOnce(session, spec, options)
  } catch (error) {
    // A daemon that restarts takes its containers with it: those who launch them again find it away.
    const isBack = spec.incarnation > 1 && isUnreachable(error) && (await comesBack(connection, options.signal))
    if (!isBack) throw error
    return await launchOnce(session, spec, options)
  }
}

async function launchOnce(session: Session, spec: PeaSpec, options: LaunchOptions): Promise<PeaHandle> {
  const { connection } = session
  const { engine } = connection
  const { onLog, signal } = options
  const image = await findImage(session, spec, options)
  const create = toContainerOptions(spec, await gatherContext(spec, image, session))
  checkEntrypoint(spec, image, create)
  signal?.throwIfAborted()
  const container = await startContainer(engine, create, onLog)
  try {
    const published = await findPublished(engine, container.id, create)
    signal?.throwIfAborted()
    return openHandle(container, { connection, spec, published, signal, memory: create.HostConfig.Memory })
  } catch (error) {
    await removeContainer(engine, container.id)
    throw error
  }
}

async function findImage({ images }: Session, spec: PeaSpec, options: LaunchOptions): Promise<ImageConfig> {
  const { image = '', incarnation, container = {} } = spec
  // What is launched again runs the image that it ran before.
  const pull = incarnation > 1 && container.pull === 'always' ? 'missing' : container.pull
  return await images.ensure({ ...options, image, pull })
}

function checkImage({ pod, image }: PeaSpec): void {
  if (image !== undefined) return
  throw new FlowError('LAUNCH_NO_IMAGE', `"${pod}" runs in a container, but names no image`, {
    hint: `Give it an image, such as image: peaflow/pea, or leave out runtime: docker`,
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

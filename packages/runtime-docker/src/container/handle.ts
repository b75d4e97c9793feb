import { machineOf, type PeaExit, type PeaHandle, type PeaSpec, type StopOptions } from '@peaflow/core'
import { resolvesWithin } from '../async/resolves-within.ts'
import type { Connection } from '../engine/connect.ts'
import { isInConflict, isMissing, isUnreachable } from '../engine/failure.ts'
import { findKillReason } from '../engine/kill-reason.ts'
import { isBack } from '../engine/reconnect.ts'
import { removeContainer } from '../engine/remove-container.ts'
import type { StartedContainer } from './container.ts'
import { toPeaExit } from './exit.ts'

/** What a handle needs besides its container. */
export interface HandleOptions {
  readonly connection: Connection
  readonly spec: PeaSpec
  readonly published: Readonly<Record<number, number>> | undefined
  /** The memory limit of the container, in bytes. */
  readonly memory: number | undefined
  /** Kills the container when it aborts. */
  readonly signal: AbortSignal | undefined
}

/** Milliseconds that the attachment may stay open after the container has ended. */
const OUTPUT_LINGER = 1_000

/** The exit code of a container that was ended by SIGKILL. */
const KILLED = 137

/** The handle of a container that has been started. */
export function openHandle(container: StartedContainer, options: HandleOptions): PeaHandle {
  const { connection, spec, published, signal } = options
  const { engine } = connection
  const exited = followToExit(container, options)
  let isTerminating = false
  const terminate = async () => {
    if (isTerminating) return
    isTerminating = true
    await ignoringGone(engine.getContainer(container.id).kill({ signal: 'SIGTERM' }))
  }
  const stop = async ({ grace = 5_000 }: StopOptions = {}): Promise<PeaExit> => {
    if (grace > 0) {
      const [hasExited] = await Promise.all([resolvesWithin(grace, exited), terminate()])
      if (hasExited) return await exited
    }
    await kill(options, container.id)
    return await exited
  }
  // The caller learns from `exited` what became of the container.
  const onAbort = () => void stop({ grace: 0 }).catch(() => {})
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted) onAbort()
  void exited.then(() => signal?.removeEventListener('abort', onAbort))
  return { spec, container: container.id, exited, ...(published !== undefined && { published }), stop }
}

/** Never rejects. */
async function followToExit(container: StartedContainer, options: HandleOptions): Promise<PeaExit> {
  const { connection, spec, memory } = options
  const { id, output, outputEnded, detach } = container
  const status = await container.status
  // The Engine has ended, and with it stdin of the Pea. The Pea ends then, unless its image ignores the lifeline.
  if (status === undefined) await kill(options, id).catch(() => {})
  const [killReason] = await Promise.all([
    status === KILLED ? findKillReason(connection.engine, id) : ('unknown' as const),
    resolvesWithin(OUTPUT_LINGER, outputEnded),
  ])
  detach()
  return toPeaExit({ status, killReason, memory, machine: machineOf(spec), lastLines: output.lastLines() })
}

/** A container that has ended, or is ending, needs no signal; if the Engine is unreachable, `exited` will tell. */
async function ignoringGone(request: Promise<unknown>): Promise<void> {
  try {
    await request
  } catch (error) {
    if (!isMissing(error) && !isInConflict(error) && !isUnreachable(error)) throw error
  }
}

/**
 * Kills and removes a container, after a restart of the Engine if necessary. It does not wait for another machine, which
 * may be cut off for good: there, the lifeline of the container ends it, and so does the Pea when it has lost its Flow.
 */
async function kill({ connection, spec }: HandleOptions, container: string): Promise<void> {
  try {
    await connection.open()
    await removeContainer(connection.engine, container)
  } catch (error) {
    if (!isUnreachable(error)) throw error
    if (machineOf(spec) === null && (await isBack(connection))) await removeContainer(connection.engine, container)
  }
}

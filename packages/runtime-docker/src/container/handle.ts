import { setTimeout as wait } from 'node:timers/promises'
import { machineOf, type PeaExit, type PeaHandle, type PeaSpec, type StopOptions } from '@peaflow/core'
import type { Connection } from '../engine/connect.ts'
import { whoKilled } from '../engine/memory.ts'
import { isInConflict, isMissing, isUnreachable } from '../engine/problem.ts'
import { comesBack } from '../engine/reconnect.ts'
import { removeContainer } from '../engine/remove.ts'
import type { StartedContainer } from './container.ts'
import { toPeaExit } from './exit.ts'

/** What a handle needs besides its container. */
export interface HandleOptions {
  readonly connection: Connection
  readonly spec: PeaSpec
  readonly published: Readonly<Record<number, number>> | undefined
  /** Bytes that the container may take. */
  readonly memory: number | undefined
  /** Ends the container at once. */
  readonly signal: AbortSignal | undefined
}

/** How long the last of a container's output may take after its end, in milliseconds. */
const LAST_WORDS = 1_000

/** The status of what was ended by SIGKILL. */
const KILLED = 137

/** The handle of a container that has been started. */
export function openHandle(container: StartedContainer, options: HandleOptions): PeaHandle {
  const { connection, spec, published, signal } = options
  const { engine } = connection
  const exited = followToEnd(container, options)
  let asked = false
  const stop = async ({ grace = 5_000 }: StopOptions = {}): Promise<PeaExit> => {
    if (grace > 0) {
      const ask = asked ? undefined : settled(engine.getContainer(container.id).kill({ signal: 'SIGTERM' }))
      asked = true
      const [isOver] = await Promise.all([endsWithin(exited, grace), ask])
      if (isOver) return await exited
    }
    await insist(options, container.id)
    return await exited
  }
  // Nobody waits for it who could be told more than `exited` tells.
  const onAbort = () => void stop({ grace: 0 }).catch(() => {})
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted) onAbort()
  void exited.then(() => signal?.removeEventListener('abort', onAbort))
  return { spec, exited, ...(published !== undefined && { published }), stop }
}

/** Never rejects. */
async function followToEnd(container: StartedContainer, options: HandleOptions): Promise<PeaExit> {
  const { connection, spec, memory } = options
  const { id, output, removal, read, detach } = container
  const status = await removal
  // Its stdin ended with the daemon, and so did the Pea, unless its image does not heed that.
  if (status === undefined) await insist(options, id).catch(() => {})
  const [killedBy] = await Promise.all([
    status === KILLED ? whoKilled(connection.engine, id) : ('unknown' as const),
    Promise.race([read, wait(LAST_WORDS, undefined, { ref: false })]),
  ])
  detach()
  return toPeaExit({ status, killedBy, memory, machine: machineOf(spec), lastLines: output.lastLines() })
}

/** That a container is gone, or ending, is what was wanted; of an Engine that is away the exit tells. */
async function settled(request: Promise<unknown>): Promise<void> {
  try {
    await request
  } catch (error) {
    if (!isMissing(error) && !isInConflict(error) && !isUnreachable(error)) throw error
  }
}

/**
 * Ends and removes a container, if need be when the Engine is back. Nobody waits for another machine, which may be cut
 * off for good: there the container's leash ends it, and the Pea in it that has lost its Flow.
 */
async function insist({ connection, spec }: HandleOptions, container: string): Promise<void> {
  try {
    await connection.open()
    await removeContainer(connection.engine, container)
  } catch (error) {
    if (!isUnreachable(error)) throw error
    if (machineOf(spec) === null && (await comesBack(connection))) await removeContainer(connection.engine, container)
  }
}

async function endsWithin(exited: Promise<PeaExit>, grace: number): Promise<boolean> {
  const over = new AbortController()
  const late = wait(grace, false, { signal: over.signal }).catch(() => false)
  const isOver = await Promise.race([exited.then(() => true), late])
  over.abort()
  return isOver
}

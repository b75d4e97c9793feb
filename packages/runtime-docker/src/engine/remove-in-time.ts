import { abortable } from '../async/abortable.ts'
import type { Connection } from './connect.ts'
import { removeContainer } from './remove-container.ts'
import { untilSilent } from './until-silent.ts'

/** Milliseconds that an Engine which answers pings may take to remove a container: itself it waits 10 s for SIGKILL to work. */
const REMOVE_TIMEOUT = 20_000

/** Milliseconds that a tunnel may take to open. */
const OPEN_TIMEOUT = 5_000

/**
 * Kills and removes a container, unless its Engine does not answer. Returns whether the container is gone for certain. Never
 * rejects.
 */
export async function removeInTime(connection: EngineAccess, id: string): Promise<boolean> {
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(REMOVE_TIMEOUT)])
  try {
    await abortable(connection.open(), AbortSignal.timeout(OPEN_TIMEOUT))
    void untilSilent(connection, signal).then(() => over.abort())
    await abortable(removeContainer(connection.engine, id, signal), signal)
    return true
  } catch {
    return false
  } finally {
    over.abort()
  }
}

/** What of a connection it takes. */
export type EngineAccess = Pick<Connection, 'engine' | 'open' | 'responds'>

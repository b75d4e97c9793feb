import type { Connection } from '../engine/connect.ts'
import { isBack } from '../engine/reconnect.ts'
import { removeInTime } from '../engine/remove-in-time.ts'
import type { ContainerProcess } from './process.ts'

/**
 * How a container was ended: through its Engine; without it, by its process; or not for certain, because neither can be
 * reached.
 */
export type Ending = 'removed' | 'killed' | 'unconfirmed'

/** A container that is to be ended. */
export interface EndedContainer {
  readonly id: string
  readonly connection: Connection
  readonly process: ContainerProcess
  /** Whether its Engine is that of this machine, which may be restarting. Another machine may be cut off for good. */
  readonly isLocal: boolean
}

/**
 * Ends a container at once, by whatever works. An Engine of this machine that is restarting is waited for, until the signal
 * aborts. Never rejects.
 */
export async function endContainer(container: EndedContainer, hurry: AbortSignal): Promise<Ending> {
  const { id, connection, process, isLocal } = container
  if (await removeInTime(connection, id)) return 'removed'
  if (await process.kill()) return (await removeAfterPause(connection, id)) ? 'removed' : 'killed'
  if (!isLocal || !(await isBack(connection, hurry))) return 'unconfirmed'
  return (await removeInTime(connection, id)) ? 'removed' : 'unconfirmed'
}

/** An Engine that did not answer in time may have been busy: it removes a container whose process has ended at once. */
async function removeAfterPause(connection: Connection, id: string): Promise<boolean> {
  return (await connection.responds()) && (await removeInTime(connection, id))
}

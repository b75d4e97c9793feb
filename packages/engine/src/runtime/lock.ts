import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'

/** Proof that the Flow of a runtime folder is up. */
export interface Lock {
  release(): void
}

/**
 * Takes the lock of a runtime folder: a Unix socket in it that listens. The kernel releases it when this process ends,
 * however that happens, and it holds while the process is busy or stopped.
 */
export async function takeLock(folder: string): Promise<Lock> {
  const server = createServer((connection) => connection.destroy())
  server.listen({ path: lockOf(folder) })
  await once(server, 'listening')
  server.unref().on('error', () => undefined) // one connection could not be accepted
  return { release: () => void server.close() }
}

/** Whether the lock of a runtime folder is held. A lock that cannot be examined counts as held. */
export async function isLocked(folder: string): Promise<boolean> {
  const socket = connect({ path: lockOf(folder) })
  try {
    await once(socket, 'connect')
    return true
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    return code !== 'ECONNREFUSED' && code !== 'ENOENT'
  } finally {
    socket.on('error', () => undefined).destroy()
  }
}

function lockOf(folder: string): string {
  return join(folder, 'lock')
}

import { once } from 'node:events'
import { chmodSync, renameSync } from 'node:fs'
import type { Server } from 'node:net'
import { join } from 'node:path'
import { ADMIN_SOCKET } from '@peaflow/engine'

/** Listens at a Unix socket in a folder. It is there under its name only once nobody but this user may connect. */
export async function listenInFolder(server: Server, folder: string): Promise<string> {
  const unfinished = join(folder, '.admin')
  const path = join(folder, ADMIN_SOCKET)
  server.listen({ path: unfinished })
  await once(server, 'listening')
  chmodSync(unfinished, 0o600)
  renameSync(unfinished, path)
  return path
}

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onStage } from '../stage/stage.ts'
import type { ConformanceCase } from './case.ts'

/** What a launcher promises about the folders that its Peas share with this process. One that shares none keeps it, too. */
export const folderCases: readonly ConformanceCase[] = [
  {
    name: 'answers whether a Pea shares a folder, and leaves the folder as it was',
    promise: '`sharesFolder` never rejects, and leaves nothing behind: no file, and no container.',
    catches: 'leavesProbe',
    run: (subject) =>
      withFolder((folder) =>
        onStage(subject, async ({ sharesFolder }) => {
          assert.equal(typeof (await sharesFolder({ behaviour: 'tidy' }, folder)), 'boolean')
          assert.deepEqual(readdirSync(folder), [])
        }),
      ),
  },
  {
    name: 'gives a Pea the folders that it shares',
    promise:
      'If `sharesFolder` says so, a Pea opens Unix sockets in its `folders`, and dials those of this process there, at the same paths.',
    catches: 'movesFolders',
    run: (subject) =>
      withFolder((folder) =>
        onStage(subject, async ({ sharesFolder, launch }) => {
          if (!(await sharesFolder({ behaviour: 'tidy' }, folder))) return
          const [own, other] = ['own', 'other'].map((name) => join(folder, name)) as [string, string]
          for (const path of [own, other]) mkdirSync(path, { mode: 0o700 })
          const sockets = { open: join(own, '0'), dial: join(other, '0') }
          const server = createServer((connection) => connection.destroy()).listen(sockets.dial)
          try {
            await once(server, 'listening')
            const folders = [
              { path: own, readOnly: false },
              { path: other, readOnly: true },
            ]
            const { wrote } = await launch({ behaviour: 'tidy', with: { sockets } }, { folders })
            await wrote('sockets work')
            const socket = connect(sockets.open)
            await once(socket, 'connect')
            socket.destroy()
          } finally {
            server.close()
          }
        }),
      ),
  },
]

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'folder-'))
  try {
    await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

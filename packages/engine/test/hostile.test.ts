import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect, type NetConnectOpts } from 'node:net'
import { Flow } from '@peaflow/flow'
import { expect, test } from 'vitest'
import { childrenOf, start } from './flows.ts'

/** The TCP ports that a process listens on, and the paths of its Unix sockets. */
function listenersOf(pid: number): readonly NetConnectOpts[] {
  const links = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
    } catch {
      return [] // closed meanwhile
    }
  })
  const own = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []))
  const tcp = rowsOf('/proc/net/tcp').filter((row) => row[3] === '0A' && own.has(row[9] ?? ''))
  const unix = rowsOf('/proc/net/unix').filter((row) => row[3] === '00010000' && own.has(row[6] ?? ''))
  return [
    ...tcp.map((row) => ({ port: Number.parseInt(row[1]?.split(':')[1] ?? '', 16), host: '127.0.0.1' })),
    ...unix.flatMap((row) => (row[7] === undefined ? [] : { path: row[7] })),
  ]
}

function rowsOf(table: string): readonly (readonly string[])[] {
  const rows = readFileSync(table, 'utf8').split('\n')
  return rows.map((row) => row.trim().split(/\s+/))
}

async function sendRandomBytes(target: NetConnectOpts, bytes: number): Promise<void> {
  const socket = connect(target)
  socket.on('error', () => {}) // it is cut off, as intended
  await once(socket, 'connect')
  socket.write(randomBytes(bytes))
  socket.destroySoon()
  await once(socket, 'close')
}

test.runIf(process.platform === 'linux')(
  'random bytes on every open port and Unix socket of a Flow do no harm',
  async () => {
    const flow = new Flow({ name: 'hostile' }).add({ name: 'a' }).add({ name: 'b', uses: './upper.mjs', replicas: 2 })
    const { running, events } = await start(flow)
    await using _stopped = running
    const all = [process.pid, ...childrenOf(process.pid)].flatMap(listenersOf)
    const targets = all.filter((target) => !('path' in target) || !target.path.includes('/.new-'))
    // The system shows the lock of the folder by the name that the folder had at first.
    expect(
      targets.filter((target) => 'path' in target && target.path.includes('/hostile-')).length,
    ).toBeGreaterThanOrEqual(3)
    expect(targets.filter((target) => 'port' in target)).toEqual([])
    const before = process.memoryUsage().rss
    const halfOpen = targets.map((target) => connect(target))
    await Promise.all(halfOpen.map((socket) => once(socket, 'connect')))
    for (let round = 0; round < 100; round++) {
      await Promise.all(targets.map((target) => sendRandomBytes(target, round * 100 + 1)))
    }
    expect(await running.request('/', [{ text: 'still here' }])).toMatchObject([{ text: 'STILL HERE' }])
    expect(events.filter(({ type }) => type === 'pea-exited')).toEqual([])
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024)
    for (const socket of halfOpen) socket.destroy()
  },
)

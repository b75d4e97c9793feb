import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { Flow } from '@peaflow/flow'
import { expect, test } from 'vitest'
import { childrenOf, start } from './flows.ts'

/** Where a process listens: paths of Unix sockets, and TCP ports of this machine. */
function listenersOf(pid: number): readonly ListenerAt[] {
  const links = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
    } catch {
      return [] // closed meanwhile
    }
  })
  const own = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []))
  const rowsOf = (file: string) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((row) => row.trim().split(/\s+/))
  const ports = rowsOf('/proc/net/tcp').filter((row) => row[3] === '0A' && own.has(row[9] ?? ''))
  const paths = rowsOf('/proc/net/unix').filter((row) => row[3] === '00010000' && own.has(row[6] ?? ''))
  return [
    ...ports.map((row) => ({ port: Number.parseInt(row[1]?.split(':')[1] ?? '', 16), host: '127.0.0.1' })),
    // The lock of the runtime folder was renamed since: it is no socket of the Flow.
    ...paths.flatMap(({ 7: path }) => (path !== undefined && existsSync(path) ? { path } : [])),
  ]
}

type ListenerAt = { readonly port: number; readonly host: string } | { readonly path: string }

async function sendRandomBytes(listener: ListenerAt, bytes: number): Promise<void> {
  const socket = connect(listener)
  socket.on('error', () => {}) // it is cut off, as intended
  await once(socket, 'connect')
  socket.write(randomBytes(bytes))
  socket.destroySoon()
  await once(socket, 'close')
}

test.runIf(process.platform === 'linux')('random bytes on every socket that a Flow listens on do no harm', async () => {
  const flow = new Flow({ name: 'hostile' }).add({ name: 'a' }).add({ name: 'b', uses: './upper.mjs', replicas: 2 })
  const { running, events } = await start(flow)
  await using _stopped = running
  const listeners = [process.pid, ...childrenOf(process.pid)].flatMap(listenersOf)
  expect(listeners.length).toBeGreaterThanOrEqual(3)
  const before = process.memoryUsage().rss
  const halfOpen = listeners.map((listener) => connect(listener).on('error', () => {}))
  await Promise.all(halfOpen.map((socket) => once(socket, 'connect')))
  for (let round = 0; round < 100; round++) {
    await Promise.all(listeners.map((listener) => sendRandomBytes(listener, round * 100 + 1)))
  }
  expect(await running.request('/', [{ text: 'still here' }])).toMatchObject([{ text: 'STILL HERE' }])
  expect(events.filter(({ type }) => type === 'pea-exited')).toEqual([])
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024)
  for (const socket of halfOpen) socket.destroy()
})

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { Flow } from '@peaflow/flow'
import { expect, test } from 'vitest'
import { childrenOf, start } from './flows.ts'

/** The TCP ports that a process listens on. */
function portsOf(pid: number): readonly number[] {
  const links = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
    } catch {
      return [] // closed meanwhile
    }
  })
  const own = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []))
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
  const listening = rows.filter((row) => row[3] === '0A' && own.has(row[9] ?? ''))
  return listening.map((row) => Number.parseInt(row[1]?.split(':')[1] ?? '', 16))
}

async function sendRandomBytes(port: number, bytes: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {}) // it is cut off, as intended
  await once(socket, 'connect')
  socket.write(randomBytes(bytes))
  socket.destroySoon()
  await once(socket, 'close')
}

test.runIf(process.platform === 'linux')('random bytes on every open port of a Flow do no harm', async () => {
  const flow = new Flow({ name: 'hostile' }).add({ name: 'a' }).add({ name: 'b', uses: './upper.mjs', replicas: 2 })
  const { running, events } = await start(flow)
  await using _stopped = running
  const ports = [process.pid, ...childrenOf(process.pid)].flatMap(portsOf)
  expect(ports.length).toBeGreaterThanOrEqual(3)
  const before = process.memoryUsage().rss
  const halfOpen = ports.map((port) => connect(port, '127.0.0.1'))
  await Promise.all(halfOpen.map((socket) => once(socket, 'connect')))
  for (let round = 0; round < 100; round++) {
    await Promise.all(ports.map((port) => sendRandomBytes(port, round * 100 + 1)))
  }
  expect(await running.request('/', [{ text: 'still here' }])).toMatchObject([{ text: 'STILL HERE' }])
  expect(events.filter(({ type }) => type === 'pea-exited')).toEqual([])
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024)
  for (const socket of halfOpen) socket.destroy()
})

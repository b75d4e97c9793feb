import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, type NetConnectOpts, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { ExecutorContext } from '@peaflow/core'
import { expect, it } from 'vitest'
import { toNodeHandler } from '../src/index.ts'
import { serving } from './serving.ts'

const CLIENTS = 1_000
const READERS = 200

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setImmediate()
}

/** Sends a request on a connection of its own, and reads nothing. */
async function send(address: NetConnectOpts, accept: string): Promise<Socket> {
  const socket = connect(address)
  socket.on('error', () => undefined) // the end of a test that failed closes it
  await once(socket, 'connect')
  const head = ['POST /index HTTP/1.1', 'Host: localhost', `Accept: ${accept}`, 'Content-Length: 4', '', '[{}]']
  socket.write(head.join('\r\n'))
  return socket
}

it(`nothing is held once ${CLIENTS} clients have hung up in the middle`, async () => {
  let called = 0
  let aborted = 0
  const wait = async (_: unknown, { signal }: ExecutorContext) => {
    called += 1
    if (!signal.aborted) await once(signal, 'abort')
    aborted += 1
    return []
  }
  await using served = await serving(wait, { maxQueue: CLIENTS })
  const { hostname: host, port } = new URL(served.url)
  const address = { host, port: Number(port) }
  const sockets: Socket[] = []
  // One after another: the kernel resets what no program accepts in time.
  while (sockets.length < CLIENTS) sockets.push(await send(address, 'application/json'))
  await until(() => {
    const { inFlight, waiting } = served.running.readiness()
    return inFlight + waiting === CLIENTS
  })
  for (const socket of sockets) socket.destroy()
  await until(async () => {
    const { inFlight, waiting, peas } = await served.running.status()
    return inFlight === 0 && waiting === 0 && peas.every(({ held }) => held === 0)
  })
  expect(called).toBeGreaterThan(0)
  expect(aborted).toBe(called)
})

it(`${READERS} readers that read nothing are kept 16 MB at most`, async () => {
  const piece = { text: 'x'.repeat(1_024) }
  let [begun, made, ended] = [0, 0, 0]
  const endless = async function* () {
    begun += 1
    try {
      for (;;) {
        made += 1
        yield [piece]
      }
    } finally {
      ended += 1
    }
  }
  await using served = await serving(endless, {}, READERS)
  const connections: Socket[] = []
  // The kernel takes 200 KB for a Unix socket, but megabytes for one of TCP.
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-crowd-'))
  const path = join(folder, 'http.sock')
  const server = createServer(toNodeHandler(served.running)).listen(path)
  server.on('connection', (socket) => connections.push(socket))
  await once(server, 'listening')
  const sockets = await Promise.all(Array.from({ length: READERS }, () => send({ path }, 'application/x-ndjson')))
  for (const socket of sockets) socket.pause()
  await until(() => begun === READERS)
  // It has come to rest once the Flow has answered several questions, and nothing was made meanwhile.
  for (let before = -1; before !== made; ) {
    before = made
    for (let turn = 0; turn < 20; turn += 1) await served.running.status()
  }
  // What the kernel has taken is not in the server.
  const sent = connections.reduce((sum, socket) => sum + socket.bytesWritten - socket.writableLength, 0)
  expect(made * piece.text.length - sent).toBeLessThanOrEqual(16 * 1_024 ** 2)
  for (const socket of sockets) socket.destroy()
  await until(() => ended === READERS)
  await until(() => served.running.readiness().inFlight === 0)
  server.close()
  rmSync(folder, { recursive: true })
})

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { credentials, status } from '@grpc/grpc-js'
import { afterEach, expect, it } from 'vitest'
import { Calls } from '../../src/calls/calls.ts'
import { openGrpcServer } from '../../src/grpc/grpc-server.ts'
import { serving } from '../serving.ts'
import { dial } from './client.ts'

interface Stranger {
  readonly socket: Socket
  readonly closed: Promise<void>
}

const strangers: Socket[] = []
afterEach(() => {
  for (const stranger of strangers.splice(0)) stranger.destroy()
})

/** A connection that says nothing, once it stands. */
async function stranger(address: string): Promise<Stranger> {
  const { hostname, port } = new URL(`http://${address}`)
  const socket = connect(Number(port), hostname)
  strangers.push(socket)
  socket.on('error', () => undefined)
  socket.resume()
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  await once(socket, 'connect')
  return { socket, closed }
}

/** A gRPC server that takes so many connections. */
async function limited(maxConnections: number) {
  const served = await serving((documents) => documents)
  const isNot = () => false
  const calls = new Calls({ running: served.running, maxQueue: 10, isDraining: isNot, observers: [] })
  const access = { cors: [], hosts: [], isSecure: false }
  const options = { running: served.running, calls, access, maxBody: 1_000, isDraining: isNot, isLeaving: isNot }
  const server = await openGrpcServer({ host: '127.0.0.1', port: 0 }, { ...options, maxConnections })
  const close = async () => {
    await server.close(0)
    await served[Symbol.asyncDispose]()
  }
  return { ...server, [Symbol.asyncDispose]: close }
}

it('further connections than it takes are closed, and whoever is there stays', async () => {
  await using server = await limited(10)
  using client = dial(server.address)
  expect((await client.call('Run', { documents: [{ id: '1' }] })).code).toBe(status.OK)
  const held = await Promise.all(Array.from({ length: 9 }, () => stranger(server.address)))
  for (let count = 0; count < 50; count += 1) await (await stranger(server.address)).closed
  expect((await client.call('Run', { documents: [{ id: '2' }] })).code).toBe(status.OK)
  expect(held.map(({ socket }) => socket.destroyed)).not.toContain(true)

  held[0]?.socket.destroy()
  // Its place is free once the server has seen that it left; until then a client is not let in.
  using other = dial(server.address, credentials.createInsecure(), { 'grpc.initial_reconnect_backoff_ms': 50 })
  while ((await other.call('Run', { documents: [{}] })).code !== status.OK) await setImmediate()
})

it('strangers do not hold it up when it closes', async () => {
  const server = await limited(10)
  const sockets = await Promise.all(Array.from({ length: 5 }, () => stranger(server.address)))
  await server.close(60_000)
  await Promise.all(sockets.map(({ closed }) => closed))
  await server[Symbol.asyncDispose]()
})

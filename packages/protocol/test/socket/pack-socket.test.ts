import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../../../test/free-port.ts'
import type { PackConnection, ReceivedRecord } from '../../src/socket/pack-connection.ts'
import { openPackSocket, type PackSocketEvents } from '../../src/socket/pack-socket.ts'
import { Batch } from '../../src/wire/batch.ts'
import { type Ack, type DataRecord, RECORD } from '../../src/wire/record.ts'

const flowId = Buffer.from('0123456789abcdef', 'hex')
const host = '127.0.0.1'

/** Records the events of a socket; `next` resolves with what is recorded next. */
function recording() {
  const events: unknown[] = []
  let pending: (() => void) | undefined
  const record = (event: unknown) => {
    events.push(event)
    pending?.()
  }
  const next = async () => {
    while (events.length === 0)
      await new Promise<void>((resolve) => {
        pending = resolve
      })
    return events.shift()
  }
  const listener: PackSocketEvents = {
    onOpen: record,
    onClosed: () => record('closed'),
    onRecords: (records) => record(records),
    onDropped: () => record('dropped'),
  }
  return { listener, next }
}

async function bind(
  listener: PackSocketEvents,
  { port = 0, id = flowId, bridge }: Partial<Bind> = {},
): Promise<number> {
  const plan = { pattern: 'ROUTER', mode: 'BIND', host, port, bridge, peers: [] } as const
  const socket = await openPackSocket(plan, { flowId: id, routingId: '' }, listener)
  onTestFinished(() => socket.close())
  return socket.port
}

interface Bind {
  readonly port: number
  readonly id: Buffer
  readonly bridge: true
}

async function dial(listener: PackSocketEvents, port: number) {
  const plan = { pattern: 'DEALER', mode: 'CONNECT', host, port, peers: [] } as const
  const socket = await openPackSocket(plan, { flowId, routingId: 'a' }, listener)
  onTestFinished(() => socket.close())
  return socket
}

const ack: Ack = { type: RECORD.ACK, received: 0, limit: 9, settledBelow: 0, settled: [], running: [] }

function message(seq: number, length: number): DataRecord {
  const plain = { endpoint: '/', timeLeft: 100, shard: 0, shards: 1, attempt: 0, tries: 0, isUrgent: false }
  return { type: RECORD.DATA, seq, request: seq, ...plain, payload: Buffer.alloc(length, seq), payloadBytes: length }
}

function payloadsOf(records: unknown): Uint8Array[] {
  return (records as ReceivedRecord[]).flatMap((record) =>
    record instanceof Batch ? record.messages().map(({ payload }) => payload) : [],
  )
}

describe('a pack socket', () => {
  it('carries records both ways, and relays a batch as it came', async () => {
    const [bound, dialled] = [recording(), recording()]
    await dial(dialled.listener, await bind(bound.listener))
    const router = (await bound.next()) as PackConnection
    const dealer = (await dialled.next()) as PackConnection
    router.trust()
    dealer.trust()
    dealer.send([ack])
    expect(await bound.next()).toEqual([ack])
    dealer.send([message(1, 10), message(2, 100_000)])
    const records = (await bound.next()) as ReceivedRecord[]
    router.send(records)
    const payloads = payloadsOf(await dialled.next())
    expect(payloads).toEqual([Buffer.alloc(10, 1), Buffer.alloc(100_000, 2)])
  })

  it('reports the end of a connection', async () => {
    const [bound, dialled] = [recording(), recording()]
    const socket = await dial(dialled.listener, await bind(bound.listener))
    await Promise.all([bound.next(), dialled.next()])
    socket.close()
    expect(await Promise.all([bound.next(), dialled.next()])).toEqual(['closed', 'closed'])
  })

  it('drops and reports a message of another Flow', async () => {
    const [bound, dialled] = [recording(), recording()]
    const port = await bind(bound.listener, { id: Buffer.alloc(8) })
    await dial(dialled.listener, port)
    const dealer = (await dialled.next()) as PackConnection
    await bound.next()
    dealer.send([ack])
    expect(await bound.next()).toBe('dropped')
  })

  it('does not bind a port that stays taken', async () => {
    const server = createServer().listen(0, host)
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    await expect(bind(recording().listener, { port })).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' })
  })

  it('opens its port on the bridge too', async () => {
    process.env.PEAFLOW_BRIDGE = '127.0.0.2'
    onTestFinished(() => void delete process.env.PEAFLOW_BRIDGE)
    const port = await bind(recording().listener, { bridge: true })
    for (const address of [host, '127.0.0.2']) {
      const socket = connect(port, address)
      await once(socket, 'connect')
      socket.destroy()
    }
  })

  it('closes its port if that of the bridge cannot be opened', async () => {
    process.env.PEAFLOW_BRIDGE = '192.0.2.1'
    onTestFinished(() => void delete process.env.PEAFLOW_BRIDGE)
    const port = freePort()
    await expect(bind(recording().listener, { port, bridge: true })).rejects.toMatchObject({ code: 'ADDRESS_BIND' })
    delete process.env.PEAFLOW_BRIDGE
    expect(await bind(recording().listener, { port })).toBe(port)
  })
})

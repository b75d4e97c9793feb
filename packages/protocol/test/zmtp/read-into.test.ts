import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { enableTuning } from '../../src/tuning/switch.ts'
import { readInto } from '../../src/zmtp/read-into.ts'

const sent = randomBytes(200_000)

/** Provides the same few bytes again and again, and records what was read into them. */
class Sink {
  readonly received: Buffer[] = []
  readonly #target = Buffer.alloc(1_000)
  readonly onread = {
    buffer: () => this.#target,
    callback: (count: number) => this.received.push(Buffer.from(this.#target.subarray(0, count))) > 0,
  }
}

async function accepted(): Promise<Socket> {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const connection = once(server, 'connection') as Promise<[Socket]>
  const { port } = server.address() as { port: number }
  connect(port, '127.0.0.1').end(sent)
  return (await connection)[0]
}

it.each([
  ['into a socket of its own with tuning', 'on', false],
  ['by copying without', 'off', true],
])('delivers what an accepted socket receives, %s', async (_, tuning, isCopied) => {
  enableTuning({ PEAFLOW_TUNING: tuning })
  onTestFinished(() => enableTuning({ PEAFLOW_TUNING: 'off' }))
  const sink = new Sink()
  const socket = await accepted()
  const reading = readInto(socket, sink.onread)
  expect(reading === socket).toBe(isCopied)
  await once(reading, 'close')
  expect(Buffer.concat(sink.received).equals(sent)).toBe(true)
})

it('copies where Node has no handle', async () => {
  enableTuning({})
  onTestFinished(() => enableTuning({ PEAFLOW_TUNING: 'off' }))
  const socket = await accepted()
  const closed = once(socket, 'close')
  socket.destroy()
  await closed
  expect(readInto(socket, new Sink().onread)).toBe(socket)
})

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import { readTo } from '../../src/zmtp/accept.ts'

const sent = randomBytes(200_000)

/** Reads into the same few bytes again and again, and notes what came. */
class Sink {
  readonly came: Buffer[] = []
  readonly #room = Buffer.alloc(1_000)
  readonly onread = {
    buffer: () => this.#room,
    callback: (count: number) => this.came.push(Buffer.from(this.#room.subarray(0, count))) > 0,
  }
}

it('reads what an accepted socket gets to where it is told', async () => {
  const sink = new Sink()
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const accepted = once(server, 'connection') as Promise<[Socket]>
  const { port } = server.address() as { port: number }
  connect(port, '127.0.0.1').end(sent)
  const [socket] = await accepted
  await once(readTo(socket, sink.onread), 'close')
  expect(Buffer.concat(sink.came).equals(sent)).toBe(true)
})

it('copies it there where Node does not let it', async () => {
  const sink = new Sink()
  const stream = new PassThrough()
  readTo(stream as unknown as Socket, sink.onread)
  stream.end(sent)
  await once(stream, 'end')
  expect(Buffer.concat(sink.came).equals(sent)).toBe(true)
})

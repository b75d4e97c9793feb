import { Pull, Push } from 'zeromq'
import { type Frames, requestOf, toFrames } from '../contestants/frames.ts'
import { announce, announceReady, launchHop } from '../contestants/hop-process.ts'
import { SendQueue } from '../contestants/send-queue.ts'
import type { HttpServer } from './exchange.ts'
import { listen } from './listen.ts'

const LOOPBACK = 'tcp://127.0.0.1:*'

/** The bytes before a body: the number of its request. */
const NUMBER = 4

/** Forwards each body to a worker process, over PUSH and PULL, and answers with what comes back. */
export async function openByHand(): Promise<HttpServer> {
  const input = new Pull()
  await input.bind(LOOPBACK)
  const worker = launchHop('http by hand', {})
  const output = pushTo(String(await worker.opened))
  await worker.wire(input.lastEndpoint)
  const replies = new Map<number, (body: Buffer) => void>()
  const received = receive(input, replies)
  let next = 0
  const server = await listen((body, reply) => {
    next = (next + 1) >>> 0
    replies.set(next, reply)
    output.push(toFrames(next, body))
  })
  return {
    url: server.url,
    async close() {
      await server.close()
      await worker.stop()
      output.close()
      input.close()
      await received
    },
  }
}

/** The worker: parses a body, and sends it back. */
export async function hop(): Promise<void> {
  const input = new Pull()
  await input.bind(LOOPBACK)
  const output = pushTo(String(await announce(input.lastEndpoint)))
  announceReady()
  for await (const frames of input) {
    output.push(toFrames(requestOf(frames), Buffer.from(JSON.stringify(JSON.parse(bodyOf(frames).toString())))))
  }
}

async function receive(input: Pull, replies: Map<number, (body: Buffer) => void>): Promise<void> {
  for await (const frames of input) {
    const request = requestOf(frames)
    replies.get(request)?.(bodyOf(frames))
    replies.delete(request)
  }
}

function pushTo(address: string): SendQueue {
  const socket = new Push({ linger: 0 })
  socket.connect(address)
  return new SendQueue(socket)
}

function bodyOf([frame]: Frames): Buffer {
  return frame?.subarray(NUMBER) ?? Buffer.alloc(0)
}

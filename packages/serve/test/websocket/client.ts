import { once } from 'node:events'
import type { ClientOptions } from 'ws'
import { WebSocket } from 'ws'

/** A message of the server. */
// biome-ignore lint/suspicious/noExplicitAny: tests look at whatever it holds
export type Message = any

/** How a connection was closed. */
export interface Closed {
  readonly code: number
  readonly reason: string
}

/** A connection of the client of `ws`, which reads messages in their order. */
export interface Client extends AsyncDisposable {
  readonly socket: WebSocket
  readonly closed: Promise<Closed>
  send(message: unknown): void
  /** The next message. Rejects if the connection is closed before it comes. */
  next(): Promise<Message>
  /** The messages of a call, its last one included. */
  call(message: Message): Promise<Message[]>
}

export interface DialOptions extends ClientOptions {
  readonly protocols?: string[]
  readonly encode?: (message: unknown) => string | Buffer
  readonly decode?: (data: Buffer) => unknown
}

/** Connects, and resolves before the first message. */
export async function dial(url: string, options: DialOptions = {}): Promise<Client> {
  const { protocols = [], encode = JSON.stringify, decode = (data) => JSON.parse(String(data)), ...rest } = options
  const socket = new WebSocket(url.replace('http', 'ws'), protocols, rest)
  const messages: Message[] = []
  let wake: () => void = () => undefined
  socket.on('message', (data: Buffer) => {
    messages.push(decode(data))
    wake()
  })
  const closed = once(socket, 'close').then(([code, reason]) => {
    wake()
    return { code, reason: String(reason) }
  })
  await once(socket, 'open')
  const next = async () => {
    while (messages.length === 0) {
      if (socket.readyState === WebSocket.CLOSED) throw new Error('the connection is closed')
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return messages.shift()
  }
  const send = (message: unknown) => socket.send(encode(message))
  const call = async (message: Message) => {
    send(message)
    const answer = [await next()]
    while (!('done' in answer.at(-1) || 'error' in answer.at(-1))) answer.push(await next())
    return answer
  }
  const end = async () => {
    socket.terminate()
    await closed
  }
  return { socket, closed, send, next, call, [Symbol.asyncDispose]: end }
}

/** Connects to a server that does not upgrade. Returns its reply. */
export function dialRefused(url: string, options: DialOptions = {}): Promise<{ status: number; problem: Message }> {
  const { protocols = [], ...rest } = options
  const socket = new WebSocket(url.replace('http', 'ws'), protocols, rest)
  return new Promise((resolve, reject) => {
    socket.on('open', () => reject(new Error('it was let in')))
    socket.on('error', reject)
    socket.on('unexpected-response', async (_, response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve({ status: response.statusCode ?? 0, problem: JSON.parse(text) })
    })
  })
}

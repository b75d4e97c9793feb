import { connect, type Socket } from 'node:net'
import { crash } from '../contestants/crash.ts'
import type { Answered } from '../contestants/scenario.ts'
import { BODY } from './exchange.ts'

/**
 * A client with a connection for each request in flight. It writes the bytes of a request that was made beforehand, as
 * wrk does. The client of `node:http` took five times its CPU (96 µs a request, 17 here, 64 connections), on the cores
 * that the servers need: more than the echo, which took 51.
 */
export class HttpClient {
  readonly #port: number
  readonly #answered: Answered
  readonly #message: Buffer
  readonly #idle: Connection[] = []
  #busy = 0

  constructor(url: string, answered: Answered) {
    const { host, port } = new URL(url)
    this.#port = Number(port)
    this.#answered = answered
    const lines = [`Host: ${host}`, 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(BODY)}`]
    this.#message = Buffer.from(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${BODY}`)
  }

  send(request: number): void {
    const connection = this.#idle.pop() ?? new Connection(this.#port)
    this.#busy++
    connection.send(this.#message, () => {
      this.#idle.push(connection)
      this.#busy--
      this.#answered(request)
      // The load is over. The server would close the connections while they wait for the next one.
      if (this.#busy === 0) this.close()
    })
  }

  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close()
  }
}

/** A connection that carries one request at a time. */
class Connection {
  readonly #socket: Socket
  #received = ''
  #answered: (() => void) | undefined

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (text: string) => this.#receive(text))
    this.#socket.on('error', crash)
    this.#socket.on('end', () => crash(new Error('the server closed a connection under load')))
  }

  send(message: Buffer, answered: () => void): void {
    this.#answered = answered
    this.#socket.write(message)
  }

  close(): void {
    this.#socket.destroy()
  }

  #receive(text: string): void {
    this.#received += text
    const body = bodyOf(this.#received)
    if (body === undefined) return
    if (body.trimEnd() !== BODY) crash(new Error(`the server answered with ${JSON.stringify(body)}`))
    this.#received = ''
    this.#answered?.()
  }
}

/** The body of an answer, once all of it has arrived. */
function bodyOf(answer: string): string | undefined {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1]
  if (!answer.startsWith('HTTP/1.1 200 ') || length === undefined) throw new Error(`the server answered with ${answer}`)
  const body = answer.slice(end + 4)
  return body.length < Number(length) ? undefined : body
}

import type { IncomingMessage } from 'node:http'
import { Cancellation } from './cancellation.ts'
import type { HttpRequest } from './exchange.ts'
import { IncomingBody } from './incoming-body.ts'

/** A request whose headers Node's `http` has read. What not every request needs is made when it is asked for. */
export class IncomingRequest implements HttpRequest {
  readonly path: string
  readonly body: IncomingBody
  readonly cancellation = new Cancellation()
  readonly #incoming: IncomingMessage
  readonly #search: string

  constructor(incoming: IncomingMessage) {
    const { url = '/' } = incoming
    const at = url.indexOf('?')
    this.#incoming = incoming
    this.body = new IncomingBody(incoming)
    this.path = at < 0 ? url : url.slice(0, at)
    this.#search = at < 0 ? '' : url.slice(at)
  }

  get method(): string {
    return this.#incoming.method ?? 'GET'
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.#search)
  }

  readonly header = (name: string): string | undefined => {
    const value = this.#incoming.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }

  get isLoopback(): boolean {
    return isLoopback(this.#incoming.socket.localAddress ?? '')
  }

  get isAmbiguous(): boolean {
    return hostsIn(this.#incoming.rawHeaders) !== 1 && this.#incoming.httpVersion !== '1.0'
  }
}

/** How many hosts a request names. Of several, Node takes the first. */
function hostsIn(rawHeaders: readonly string[]): number {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  return hosts
}

/** Whether an address is one of this machine that no other one reaches. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.replace('::ffff:', '').startsWith('127.')
}

import type { ServerResponse } from 'node:http'
import type { Server } from 'node:net'
import { Bag } from '@peaflow/pea/internal'

/** The responses of a server that have not ended. */
export class OpenResponses implements Iterable<ServerResponse> {
  readonly #open = new Bag<ServerResponse>()
  /** Called when a response has ended. */
  onEnded: (response: ServerResponse) => void = () => undefined

  constructor(server: Server) {
    server.on('request', (_, response: ServerResponse) => {
      const position = this.#open.add(response)
      response.on('close', () => {
        this.#open.delete(response, position)
        this.onEnded(response)
      })
    })
  }

  [Symbol.iterator](): Iterator<ServerResponse> {
    return this.#open[Symbol.iterator]()
  }
}

import { onTestFinished } from 'vitest'
import type { Connection, ConnectionEvents } from '../../src/zmtp/connection.ts'
import { Dialler } from '../../src/zmtp/dial.ts'
import { type Listener, listen } from '../../src/zmtp/listen.ts'

export const address = '127.0.0.1'

/** The most bytes of a frame in these tests. */
const LARGEST = 20 * 1_048_576

/** What happens to the connections of one end, in order: each is waited for, not looked for. */
export class Ear implements ConnectionEvents {
  readonly messages = new Channel<Buffer[]>()
  readonly ready = new Channel<Connection>()
  readonly closed = new Channel<Connection>()

  onReady(connection: Connection): void {
    connection.trust(LARGEST)
    connection.onMessage = (frames) => this.messages.put(frames)
    this.ready.put(connection)
  }

  onClosed(connection: Connection): void {
    this.closed.put(connection)
  }
}

class Channel<Item> {
  readonly #items: Item[] = []
  readonly #takers: ((item: Item) => void)[] = []

  put(item: Item): void {
    const taker = this.#takers.shift()
    if (taker === undefined) this.#items.push(item)
    else taker(item)
  }

  take(): Promise<Item> {
    const item = this.#items.shift()
    return item === undefined ? new Promise((resolve) => this.#takers.push(resolve)) : Promise.resolve(item)
  }
}

export async function listening(events: ConnectionEvents, port = 0): Promise<Listener> {
  const listener = await listen({ address, port }, events)
  onTestFinished(() => listener.close())
  return listener
}

export function dialling(events: ConnectionEvents, port: number): Dialler {
  const dialler = new Dialler({ address, port, routingId: 'a dealer' }, events)
  onTestFinished(() => dialler.close())
  return dialler
}

import { onTestFinished } from 'vitest'
import type { Connection, ConnectionEvents } from '../../src/zmtp/connection.ts'
import { Dialler, type DialTarget } from '../../src/zmtp/dial.ts'
import { type Listener, listen } from '../../src/zmtp/listen.ts'
import type { Mechanism } from '../../src/zmtp/mechanism.ts'
import type { RefusalReason } from '../../src/zmtp/refusal.ts'

export const address = '127.0.0.1'

/** Records the events of the connections of one end, in order, so that a test can wait for each. */
export class Recorder implements ConnectionEvents {
  readonly messages = new Inbox<Buffer[]>()
  readonly ready = new Inbox<Connection>()
  readonly closed = new Inbox<Connection>()
  readonly refused = new Inbox<RefusalReason>()

  onReady(connection: Connection): void {
    connection.trust()
    connection.onMessage = (frames) => this.messages.put(frames)
    this.ready.put(connection)
  }

  onRefused(reason: RefusalReason): void {
    this.refused.put(reason)
  }

  onClosed(connection: Connection): void {
    this.closed.put(connection)
  }
}

/** What a peer of a {@link Guard} has to send first. */
export const PROOF = Buffer.from('let me in')

/** Knows a peer from the moment on when it sends the proof. */
export class Guard extends Recorder {
  override onReady(connection: Connection): void {
    connection.onMessage = (frames) => {
      if (frames[0]?.equals(PROOF) !== true) return
      connection.trust()
      connection.onMessage = (rest) => this.messages.put(rest)
      this.ready.put(connection)
    }
  }
}

class Inbox<Item> {
  readonly #items: Item[] = []
  readonly #pending: ((item: Item) => void)[] = []

  /** How many have arrived that nobody has waited for. */
  get size(): number {
    return this.#items.length
  }

  put(item: Item): void {
    const resolve = this.#pending.shift()
    if (resolve === undefined) this.#items.push(item)
    else resolve(item)
  }

  next(): Promise<Item> {
    const item = this.#items.shift()
    return item === undefined ? new Promise((resolve) => this.#pending.push(resolve)) : Promise.resolve(item)
  }
}

export async function listening(events: ConnectionEvents, port = 0, mechanism?: Mechanism): Promise<Listener> {
  const listener = await listen({ address, port }, events, mechanism)
  onTestFinished(() => listener.close())
  return listener
}

export function dialling(events: ConnectionEvents, port: number, target: Partial<DialTarget> = {}): Dialler {
  const dialler = new Dialler({ address, port, routingId: 'a dealer', ...target }, events)
  onTestFinished(() => dialler.close())
  return dialler
}

/** Sends PINGs, one after the other, each of which is answered. */
export async function pongs(connection: Connection, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    const answer = new Promise<void>((resolve) => {
      connection.onPong = resolve
    })
    connection.ping()
    await answer
  }
}

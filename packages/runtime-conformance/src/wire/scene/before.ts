import { type DataRecord, Dialler, type Greeting, NO_DEADLINE, proveHello, RECORD } from '@peaflow/protocol'
import { Line } from './line.ts'
import { payloadOf } from './payload.ts'
import { greetingOf, lineOptions, type PeerOptions, type PeerSession, violationOn } from './peer.ts'

/** What a message may have. By default it is the first attempt for the next request, with a document and no deadline. */
export type MessageFields = Partial<Omit<DataRecord, 'payloadBytes'>>

/** A Pea that sends to the Pea under test, and dials it. */
export class Before {
  readonly lines: Line[] = []
  session: PeerSession = { incarnation: 1, epoch: 0xbef0_0001 }
  /** The sequence number of its next message. */
  seq = 0
  readonly #options: PeerOptions
  readonly #port: () => number
  readonly #diallers = new Set<Dialler>()
  readonly #requests: { next: number }

  /** @param requests - counts the requests, which the peers before a join share */
  constructor(options: PeerOptions, port: () => number, requests: { next: number }) {
    this.#options = options
    this.#port = port
    this.#requests = requests
  }

  /** The secret of its link. */
  get secret(): Buffer {
    return this.#options.secret
  }

  get violation(): string | undefined {
    return violationOn(this.lines)
  }

  /** The line of the latest connection. */
  get line(): Line {
    const line = this.lines.at(-1)
    if (line === undefined) throw new Error('the peer has not dialled yet')
    return line
  }

  /** The messages below this number may be sent. */
  get limit(): number {
    return this.line.acks.at(-1)?.limit ?? 0
  }

  /** Opens a connection on which nothing is sent yet. */
  async dial(): Promise<Line> {
    const { pea, watch } = this.#options
    let line: Line | undefined
    const target = { address: '127.0.0.1', port: this.#port(), routingId: `${pea} ${Math.random()}` }
    const dialler: Dialler = new Dialler(target, {
      onReady: (connection) => {
        line = new Line(connection, lineOptions(this.#options, 'before'))
        watch.notify()
      },
      onClosed: () => {
        this.#diallers.delete(dialler)
        dialler.close() // a case dials again by itself
        line?.onClosed()
      },
    })
    this.#diallers.add(dialler)
    return await watch.until('ZeroMQ connection at the port that it reported', () => line)
  }

  /** The HELLO of its session. */
  hello(changes: Partial<Greeting> = {}): Greeting {
    const { secret } = this.#options
    const session = this.session
    const greeting = greetingOf(this.#options, session, this.lines.at(-1)?.greeting)
    return { type: RECORD.HELLO, sends: true, ...greeting, proof: proveHello(secret, session.incarnation), ...changes }
  }

  /** Connects, and greets. Resolves with the WELCOME. */
  async connect(): Promise<Greeting> {
    const line = await this.dial()
    line.send(this.hello())
    this.lines.push(line)
    return await this.#options.watch.until('WELCOME', () => line.greeting)
  }

  /** Sends a message, whether there is credit for it or not. */
  send(fields: MessageFields = {}): DataRecord {
    const message = this.message(fields)
    this.seq = message.seq + 1
    this.line.send(message)
    return message
  }

  /** Sends a message as soon as there is credit for it. */
  async request(fields: MessageFields = {}): Promise<DataRecord> {
    await this.#options.watch.until('credit for another message', () => (this.limit > this.seq ? true : undefined))
    return this.send(fields)
  }

  /** A message that is not sent yet. */
  message(fields: MessageFields = {}): DataRecord {
    const request = fields.request ?? this.#requests.next++
    const { payload = payloadOf({ id: `d${request}`, text: 'pea' }) } = fields
    const routing = { attempt: 0, tries: 0, shard: 0, shards: 1, isUrgent: false, timeLeft: NO_DEADLINE }
    const content = { type: RECORD.DATA, seq: this.seq, endpoint: '/', payload, payloadBytes: payload.length }
    return { ...routing, ...content, ...fields, request }
  }

  close(): void {
    for (const dialler of this.#diallers) dialler.close()
  }
}

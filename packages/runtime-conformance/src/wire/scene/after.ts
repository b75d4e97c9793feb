import {
  type Ack,
  type Connection,
  type DataRecord,
  type Greeting,
  type Listener,
  listen,
  proveWelcome,
  RECORD,
} from '@peaflow/protocol'
import { Line } from './line.ts'
import { greetingOf, lineOptions, type PeerOptions, type PeerSession, violationOn } from './peer.ts'
import { isGreeting, isMessage } from './record.ts'

/** The credit that it gives beyond what it has received. */
const CREDIT = 1_000

/** A Pea that receives from the Pea under test, which dials it. It greets and acknowledges by itself, unless a case does. */
export class After {
  readonly lines: Line[] = []
  /** What has arrived from the Pea, in order. */
  readonly messages: DataRecord[] = []
  session: PeerSession = { incarnation: 1, epoch: 0xaf7e_0001 }
  /** Whether it answers HELLO. */
  greets = true
  /** Whether it acknowledges what arrives, and gives credit. */
  acknowledges = true
  /** Whether it says that it calls an executor. */
  calls = false
  /** How many messages of the session it has received. */
  received = 0
  violation: string | undefined
  readonly #options: PeerOptions
  #listener: Listener | undefined
  #peer: PeerSession | undefined

  constructor(options: PeerOptions) {
    this.#options = options
  }

  /** The secret of its link. */
  get secret(): Buffer {
    return this.#options.secret
  }

  get port(): number {
    return this.#listener?.port ?? 0
  }

  /** The line of the latest connection. */
  get line(): Line {
    const line = this.lines.at(-1)
    if (line === undefined) throw new Error('the Pea has not dialled yet')
    return line
  }

  /** The HELLO of the latest connection. */
  get hello(): Greeting | undefined {
    return this.lines.at(-1)?.greeting
  }

  async open(): Promise<void> {
    const lines = new Map<Connection, Line>()
    this.#listener = await listen(
      { address: '127.0.0.1', port: 0 },
      {
        onReady: (connection) => lines.set(connection, this.#onOpen(connection)),
        onClosed: (connection) => lines.get(connection)?.onClosed(),
      },
    )
  }

  /** Messages for a request that have arrived. */
  of({ request }: Pick<DataRecord, 'request'>): DataRecord[] {
    return this.messages.filter((message) => message.request === request)
  }

  /** Answers the HELLO of the latest connection, and gives credit if it acknowledges. */
  greet(): void {
    const { line, session, calls, received } = this
    const hello = line.greeting
    if (hello === undefined) throw new Error('the Pea has not greeted yet')
    const greeting = greetingOf(this.#options, session, hello)
    const proof = proveWelcome(this.#options.secret, hello.incarnation)
    line.send({ type: RECORD.WELCOME, sends: false, ...greeting, calls, received, proof })
    if (this.acknowledges) this.acknowledge()
  }

  /** Acknowledges: by default everything that it has received, as settled, with credit for more. */
  acknowledge(changes: Partial<Ack> = {}): void {
    const { received } = this
    const limit = received + CREDIT
    this.line.send({ type: RECORD.ACK, received, limit, settledBelow: received, settled: [], running: [], ...changes })
  }

  /** Begins another session, as an incarnation that is launched after this one. */
  die(): void {
    this.session = { incarnation: this.session.incarnation + 1, epoch: this.session.epoch + 1 }
    this.received = 0
    this.#peer = undefined
    this.line.close()
  }

  close(): void {
    this.#listener?.close()
  }

  #onOpen(connection: Connection): Line {
    const options = lineOptions(this.#options, 'after')
    const line: Line = new Line(connection, { ...options, notify: () => this.#onRecords(line) })
    this.lines.push(line)
    this.#options.watch.notify()
    return line
  }

  readonly #read = new WeakMap<Line, number>()

  #onRecords(line: Line): void {
    const from = this.#read.get(line) ?? 0
    this.#read.set(line, line.records.length)
    for (const record of line.records.slice(from)) {
      if (isGreeting(record)) this.#onHello(record)
      else if (isMessage(record)) this.#onMessage(record)
    }
    this.violation ??= violationOn([line])
    this.#options.watch.notify()
  }

  #onHello({ incarnation, epoch }: Greeting): void {
    const isKnown = this.#peer?.incarnation === incarnation && this.#peer.epoch === epoch
    if (!isKnown) this.received = 0
    this.#peer = { incarnation, epoch }
    if (this.greets) this.greet()
  }

  #onMessage(message: DataRecord): void {
    if (message.seq !== this.received) this.violation ??= `message ${message.seq} instead of ${this.received}`
    this.received = message.seq + 1
    this.messages.push(message)
    if (this.acknowledges) this.acknowledge()
  }
}

import { type Greeting, type PeerConnection, RECORD } from '@peaflow/protocol'

/** The Pea that has one end of a lane. */
export interface SessionOwner {
  readonly pea: string
  readonly incarnation: number
  /** A number that this incarnation never used before: another one says that this end knows nothing of before. */
  nextEpoch(): number
}

/** What a lane knows of the other end, and its way there. */
export class Session {
  readonly edge: number
  connection: PeerConnection | undefined
  /** Both ends know each other. */
  isEstablished = false
  peerIncarnation = 0
  peerEpoch = 0
  /** The other end calls a user's executor. */
  peerCalls = false
  readonly #owner: SessionOwner
  #epoch: number
  #due: Greeting['type'] | undefined

  constructor(owner: SessionOwner, edge: number) {
    this.#owner = owner
    this.edge = edge
    this.#epoch = owner.nextEpoch()
  }

  /** A CONNECT end has dialled, or has its connection again: it greets. */
  dial(connection: PeerConnection): void {
    this.connection = connection
    this.isEstablished = false
    this.#due = RECORD.HELLO
  }

  /** Its socket is closed; another one takes its place. */
  unplug(): void {
    this.connection = undefined
    this.isEstablished = false
    this.#due = undefined
  }

  /** Takes the other end's greeting; a HELLO is answered. Returns whether that end is another than before. */
  onGreeting(greeting: Greeting, connection: PeerConnection): boolean {
    const isNew = greeting.incarnation !== this.peerIncarnation || greeting.epoch !== this.peerEpoch
    this.peerIncarnation = greeting.incarnation
    this.peerEpoch = greeting.epoch
    this.peerCalls = greeting.calls
    this.connection = connection
    this.isEstablished = true
    this.#due = greeting.type === RECORD.HELLO ? RECORD.WELCOME : undefined
    return isNew
  }

  /** Whether the other end speaks of this lane as it is now. */
  isKnownTo({ peerIncarnation, peerEpoch }: Greeting): boolean {
    return peerIncarnation === this.#owner.incarnation && peerEpoch === this.#epoch
  }

  /** Forgets the other end, which has ended; should it greet again, it learns that this end forgot. */
  detach(): void {
    this.unplug()
    this.#epoch = this.#owner.nextEpoch()
    this.peerIncarnation = 0
    this.peerEpoch = 0
  }

  /** The greeting that is due, once. */
  takeGreeting(end: Pick<Greeting, 'sends' | 'calls' | 'received'>): Greeting | undefined {
    if (this.#due === undefined) return undefined
    const { edge, peerIncarnation, peerEpoch } = this
    const { pea, incarnation } = this.#owner
    const greeting = { type: this.#due, ...end, edge, pea, incarnation, epoch: this.#epoch, peerIncarnation, peerEpoch }
    this.#due = undefined
    return greeting
  }
}

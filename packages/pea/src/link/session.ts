import { type Greeting, NO_PROOF, type PeerConnection, RECORD } from '@peaflow/protocol'

/** The Pea at this end of its links. */
export interface SessionOwner {
  readonly pea: string
  readonly incarnation: number
  /** A number that this incarnation has never used. A new epoch says that this end has forgotten the earlier ones. */
  nextEpoch(): number
}

/** What one end of a link knows about the other end, and the connection between them. */
export class Session {
  readonly edge: number
  connection: PeerConnection | undefined
  /** Both ends have greeted. */
  isEstablished = false
  peerIncarnation = 0
  peerEpoch = 0
  /** The other end calls a user's executor. */
  peerCalls = false
  /** A message may have to wait at the other end for others of its request. */
  peerJoins = false
  /** The proof in the greetings of this end. */
  proof: Buffer = NO_PROOF
  readonly #owner: SessionOwner
  #epoch: number
  #greetingDue: Greeting['type'] | undefined

  constructor(owner: SessionOwner, edge: number) {
    this.#owner = owner
    this.edge = edge
    this.#epoch = owner.nextEpoch()
  }

  /** A CONNECT end has connected, or reconnected: it greets. */
  onConnected(connection: PeerConnection): void {
    this.connection = connection
    this.isEstablished = false
    this.#greetingDue = RECORD.HELLO
  }

  /** The socket has been closed; the session goes on over another one. */
  disconnect(): void {
    this.connection = undefined
    this.isEstablished = false
    this.#greetingDue = undefined
  }

  /** Takes the other end's greeting; a HELLO is answered. Returns whether that end has forgotten this session. */
  onGreeting(greeting: Greeting, connection: PeerConnection): boolean {
    const isNew = greeting.incarnation !== this.peerIncarnation || greeting.epoch !== this.peerEpoch
    this.peerIncarnation = greeting.incarnation
    this.peerEpoch = greeting.epoch
    this.peerCalls = greeting.calls
    this.peerJoins = greeting.joins
    this.connection = connection
    this.isEstablished = true
    this.#greetingDue = greeting.type === RECORD.HELLO ? RECORD.WELCOME : undefined
    return isNew
  }

  /** Whether the greeting is from an end that knows this session. */
  isKnownTo({ peerIncarnation, peerEpoch }: Greeting): boolean {
    return peerIncarnation === this.#owner.incarnation && peerEpoch === this.#epoch
  }

  /** Forgets the other end, which has gone. If it greets again, the new epoch tells it so. */
  detach(): void {
    this.disconnect()
    this.#epoch = this.#owner.nextEpoch()
    this.peerIncarnation = 0
    this.peerEpoch = 0
  }

  /** Returns the greeting that is due, once. */
  takeGreeting(end: Pick<Greeting, 'sends' | 'calls' | 'joins' | 'received'>): Greeting | undefined {
    if (this.#greetingDue === undefined) return undefined
    const { edge, peerIncarnation, peerEpoch, proof } = this
    const { pea, incarnation } = this.#owner
    const session = { edge, pea, incarnation, epoch: this.#epoch, peerIncarnation, peerEpoch, proof }
    const greeting = { type: this.#greetingDue, ...end, ...session }
    this.#greetingDue = undefined
    return greeting
  }
}

import type { Message } from '@peaflow/protocol'
import type { Sender } from '../link/sender.ts'

/** A streamed answer of which pieces have been sent, and more are to come. */
export interface OpenStream {
  readonly request: number
  readonly attempt: number
  readonly tries: number
  readonly deadline: number
  /** Where its pieces go; `undefined` if they go to every replica. */
  readonly sender: Sender | undefined
}

/** The attempt of a request whose pieces are dropped, until its deadline. */
type BrokenStream = Pick<OpenStream, 'attempt' | 'deadline'>

/**
 * The streamed answers on one edge. All pieces of an answer go to the same replica, which may have the first of them. If
 * that ends before the last one is sent, the answer is broken: the rest of it is of no use to any other replica.
 */
export class OpenStreams {
  readonly #open = new Map<number, OpenStream>()
  readonly #broken = new Map<number, BrokenStream>()

  get size(): number {
    return this.#open.size
  }

  has(request: number): boolean {
    return this.#open.has(request)
  }

  /** The sender of the pieces of a request that have been sent so far. */
  senderOf(request: number): Sender | undefined {
    return this.#open.size === 0 ? undefined : this.#open.get(request)?.sender
  }

  /** Whether a peer has got pieces of an answer, and is to get more. */
  isOpenTo(sender: Sender): boolean {
    return this.openTo(sender).length > 0
  }

  /** The answers of which a peer has got pieces, and is to get more. */
  openTo(sender: Sender): OpenStream[] {
    return [...this.#open.values()].filter((stream) => stream.sender === undefined || stream.sender === sender)
  }

  /**
   * A message is sent: a piece that is not the last one opens its stream, any other message closes that of its request.
   * Returns whether a stream has been opened.
   */
  onSent(message: Message, sender: Sender | undefined): boolean {
    const { piece } = message
    if (piece === undefined && this.#open.size === 0) return false
    const { request, attempt, tries, deadline } = message
    if (!piece?.more) {
      this.#open.delete(request)
      return false
    }
    if (this.#open.has(request)) return false
    this.#open.set(request, { request, attempt, tries, deadline, sender })
    return true
  }

  /** The rest of this attempt is to be dropped. */
  break({ request, attempt, deadline }: Pick<OpenStream, 'request' | 'attempt' | 'deadline'>): void {
    this.#open.delete(request)
    this.#broken.set(request, { attempt, deadline })
  }

  /** Whether a message is to be dropped: a piece of a broken answer. */
  isBroken({ request, attempt, piece }: Pick<Message, 'request' | 'attempt' | 'piece'>): boolean {
    if (piece === undefined || this.#broken.size === 0) return false
    const broken = this.#broken.get(request)
    return broken !== undefined && attempt <= broken.attempt
  }

  /** Nothing more comes of this request, or it comes anew. */
  forget(request: number): void {
    this.#open.delete(request)
    this.#broken.delete(request)
  }

  /** Forgets what is past its deadline at `now`, on the clock of `performance.now()`. */
  sweep(now: number): void {
    for (const streams of [this.#open, this.#broken]) {
      for (const [request, { deadline }] of streams) if (deadline <= now) streams.delete(request)
    }
  }
}

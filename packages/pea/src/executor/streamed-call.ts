import type { FlowError } from '@peaflow/core'
import { wrongResult } from './failure.ts'
import type { PieceReceiver } from './host.ts'

/** What an executor returns that streams its answer. */
export interface PieceIterator {
  next(): unknown
  return?(): unknown
}

/** The iterator of a streamed answer: of a generator, or of anything that is iterated asynchronously. `undefined` for any other result. */
export function iteratorOf(result: unknown): PieceIterator | undefined {
  if (typeof result !== 'object' || result === null) return undefined
  if (Symbol.asyncIterator in result) return (result as AsyncIterable<unknown>)[Symbol.asyncIterator]()
  return isGenerator(result) ? result : undefined
}

function isGenerator(result: object): result is PieceIterator {
  return Symbol.iterator in result && 'next' in result && typeof result.next === 'function'
}

/** Where the pieces of a streamed call go. */
export interface PieceSink {
  readonly pieces: PieceReceiver
  /** Encodes the documents of a piece. */
  readonly encode: (documents: unknown[]) => Uint8Array
}

/** A call whose executor streams its answer. Takes a step of its generator only once the piece before has been taken. */
export class StreamedCall {
  readonly #iterator: PieceIterator
  #stopped: FlowError | undefined
  #wake: (() => void) | undefined

  constructor(iterator: PieceIterator) {
    this.#iterator = iterator
  }

  /**
   * Hands out the pieces, and returns the last one. Whatever happens, the generator is closed, so that its `finally` runs.
   *
   * @throws FlowError `REQUEST_RESULT` if it yields something other than an array; the reason if it was stopped; and what
   * the generator throws.
   */
  async run({ pieces, encode }: PieceSink): Promise<Uint8Array> {
    pieces.begin()
    try {
      for (;;) {
        const { done = false, value } = (await this.#iterator.next()) as IteratorResult<unknown>
        if (this.#stopped !== undefined) throw this.#stopped
        if (!Array.isArray(value) && !(done && value === undefined)) throw wrongResult(value)
        const payload = encode((value as unknown[] | undefined) ?? [])
        if (done) return payload
        await this.#taken(pieces.take(payload))
      }
    } finally {
      await this.#iterator.return?.()
    }
  }

  /** Closes the generator: at once where it waits at a `yield`, and at its next step where it waits for something else. */
  stop(reason: FlowError): void {
    this.#stopped ??= reason
    this.#wake?.()
    this.#close().catch(ignored)
  }

  async #close(): Promise<void> {
    await this.#iterator.return?.()
  }

  /** Waits until a piece has been taken. A call that is stopped meanwhile does not wait. */
  async #taken(taken: Promise<void>): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#wake = resolve
      taken.then(resolve, reject)
    })
    this.#wake = undefined
    if (this.#stopped !== undefined) throw this.#stopped
  }
}

/** The call fails with the reason why it was stopped. */
function ignored(): void {}

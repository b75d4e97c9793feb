import { type Deferred, defer } from './deferred.ts'

/** A question to a Pea. Callers that ask while it is open share its answer. */
export class Question<T> {
  #answer: Deferred<T> | undefined

  /** Whether it was asked and not answered. */
  get isOpen(): boolean {
    return this.#answer !== undefined
  }

  /** Opens the question, unless it is open, and waits for the answer. */
  ask(): Promise<T> {
    this.#answer ??= defer()
    return this.#answer.promise
  }

  /** Answers the question if it is open, and closes it. */
  answer(value: T): void {
    this.#answer?.resolve(value)
    this.#answer = undefined
  }
}

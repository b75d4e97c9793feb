import { FlowError } from '@peaflow/core'

/** How many streams of one kind may be open. */
export class StreamLimit {
  readonly #most: number
  #open = 0

  constructor(most: number) {
    this.#most = most
  }

  /**
   * Opens one more, which ends when the client has left or its values are over.
   *
   * @throws FlowError `REQUEST_STREAMS` if as many as may be are open.
   */
  open<T>(begin: () => AsyncIterable<T>, signal: AbortSignal): AsyncIterable<T> {
    if (this.#open >= this.#most) {
      throw new FlowError('REQUEST_STREAMS', `${this.#open} such streams are open already`, {
        hint: 'Close one that you no longer read',
      })
    }
    const values = begin()
    this.#open += 1
    let isOpen = true
    const release = () => {
      if (isOpen) this.#open -= 1
      isOpen = false
    }
    signal.addEventListener('abort', release)
    if (signal.aborted) release()
    return releasing(values, release)
  }
}

async function* releasing<T>(values: AsyncIterable<T>, release: () => void): AsyncGenerator<T> {
  try {
    yield* values
  } finally {
    release()
  }
}

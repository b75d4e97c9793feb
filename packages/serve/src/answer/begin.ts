/** An iteration whose first step has been taken, so that its failure decides the status of the reply. */
export interface Begun<T> {
  /** The first value; `undefined` if there is none. */
  readonly first: T | undefined
  /** All values, the first one too. */
  readonly all: AsyncIterable<T>
}

/** Takes the first step of an iteration. */
export async function begin<T>(values: AsyncIterable<T>): Promise<Begun<T>> {
  const iterator = values[Symbol.asyncIterator]()
  const first = await iterator.next()
  return { first: first.done ? undefined : first.value, all: resume(first, iterator) }
}

async function* resume<T>(first: IteratorResult<T>, iterator: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    for (let step = first; !step.done; step = await iterator.next()) yield step.value
  } finally {
    await iterator.return?.()
  }
}

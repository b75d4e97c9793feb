/** A promise and the two ways to settle it. Its rejection may stay unheard. */
export interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: Error) => void
}

/** Opens a {@link Deferred}; what settles it first wins. */
export function defer<T>(): Deferred<T> {
  let resolve: Deferred<T>['resolve'] = () => {}
  let reject: Deferred<T>['reject'] = () => {}
  const promise = new Promise<T>((onDone, onError) => {
    resolve = onDone
    reject = onError
  })
  // It may fail before anybody waits for it.
  promise.catch(() => {})
  return { promise, resolve, reject }
}

/** Waits for a promise, but no longer than so many milliseconds. Returns whether it was in time. */
export async function within(promise: Promise<unknown>, limit: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limit)
  })
  try {
    return await Promise.race([promise.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

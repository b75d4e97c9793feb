/** A promise with the functions that settle it. It may reject before any caller awaits it. */
export interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: Error) => void
}

/** Makes a {@link Deferred}. The first call settles it, later calls have no effect. */
export function defer<T>(): Deferred<T> {
  let resolve: Deferred<T>['resolve'] = () => {}
  let reject: Deferred<T>['reject'] = () => {}
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  // A rejection that no caller awaits yet would end the process.
  promise.catch(() => {})
  return { promise, resolve, reject }
}

/** What ends a wait before its promise settles. */
export interface WaitLimits {
  /**
   * Milliseconds to wait.
   *
   * @defaultValue no limit
   */
  readonly timeout?: number | undefined
  /** Ends the wait when it aborts. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Waits for a promise within limits. Returns its value, wrapped so that it can be told from `undefined`: the time is up
 * or the signal aborted. Rejects if the promise rejects first; a later rejection is ignored.
 */
export async function waitFor<T>(
  promise: Promise<T>,
  { timeout, signal }: WaitLimits,
): Promise<{ readonly value: T } | undefined> {
  let timer: NodeJS.Timeout | undefined
  let onAbort = (): void => {}
  const limit = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined)
    if (timeout !== undefined) timer = setTimeout(onAbort, timeout)
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted) onAbort()
  })
  try {
    return await Promise.race([limit, promise.then((value) => ({ value }))])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

const TIMEOUT_ERROR = 'ConformanceTimeoutError'

/** Waits for a promise, but at most `milliseconds`; after that it throws an error that says `no <what>`. */
export async function within<T>(milliseconds: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`no ${what} after ${milliseconds} ms`)
      error.name = TIMEOUT_ERROR
      reject(error)
    }, milliseconds)
  })
  try {
    return await Promise.race([promise, timeout])
  } finally {
    clearTimeout(timer)
  }
}

/** Whether a caught error is the one that {@link within} throws. */
export function isTimeout(caught: unknown): boolean {
  return caught instanceof Error && caught.name === TIMEOUT_ERROR
}

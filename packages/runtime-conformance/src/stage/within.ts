const TOO_LATE = 'TooLateError'

/** What a promise brings, or an error if it takes longer than so many milliseconds. */
export async function within<T>(milliseconds: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`no ${what} after ${milliseconds} ms`)
      error.name = TOO_LATE
      reject(error)
    }, milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Whether something caught means that {@link within} lost patience. */
export function isTooLate(caught: unknown): boolean {
  return caught instanceof Error && caught.name === TOO_LATE
}

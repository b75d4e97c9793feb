/** Exits with an error that should never occur: a benchmark that loses requests measures nothing. */
export function crash(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

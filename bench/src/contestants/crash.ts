/** Ends the process with an error that no request should meet: a benchmark that loses requests measures nothing. */
export function crash(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

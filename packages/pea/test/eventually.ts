import { expect } from 'vitest'

/** Polls until the value is as expected: much longer than the default second, which a busy machine may take for nothing. */
export function eventually<T>(read: () => T) {
  return expect.poll(read, { timeout: 90_000 })
}

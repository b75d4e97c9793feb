import { randomUUID } from 'node:crypto'

/** The id of a request: what the client calls it, if that is fit for a header and a log, or a new one. */
export function requestIdOf(given: string | undefined): string {
  return given !== undefined && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID()
}

import { toJsonLine } from '@peaflow/pea/json'
import type { HttpReply } from './exchange.ts'

/** A reply of JSON that nobody may keep, nor take for something else. */
export function jsonReply(value: unknown, status = 200): HttpReply {
  const type = { 'content-type': 'application/json', 'x-content-type-options': 'nosniff' }
  return { status, headers: { ...type, 'cache-control': 'no-store' }, body: toJsonLine(value) }
}

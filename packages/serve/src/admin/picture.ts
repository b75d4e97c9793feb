import { FlowError } from '@peaflow/core'
import type { HttpReply, HttpRequest } from '../http/exchange.ts'
import type { Admin } from './admin.ts'
import { Query } from './query.ts'

/** A picture that is opened by itself runs nothing, whatever the names in it are. */
const HEADERS = {
  'content-type': 'image/svg+xml',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}

/**
 * `GET /-/plan.svg`: the picture of the plan; with `?board=right` or `?board=down`, that of the live page.
 *
 * @throws FlowError `REQUEST_QUERY`, `REQUEST_ENDPOINT` if the program that started the Flow draws none.
 */
export async function pictureReply(request: HttpRequest, { running, administration }: Admin): Promise<HttpReply> {
  const board = new Query(request.query).word('board', ['right', 'down'] as const)
  if (administration.picture === undefined)
    throw new FlowError('REQUEST_ENDPOINT', 'the program that started this Flow draws no picture')
  return { status: 200, headers: HEADERS, body: await administration.picture(running.plan, { board }) }
}

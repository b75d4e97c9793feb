import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FlowError } from '@peaflow/core'
import { asFlowError } from '@peaflow/pea/internal'
import { type Caller, checkAccess } from '../access/check-access.ts'
import type { AccessRules } from '../access/rules.ts'
import type { Calls } from '../calls/calls.ts'
import type { IncomingRequest } from '../http/incoming-request.ts'
import { problemReply } from '../problem/problem-reply.ts'
import { endpointOf } from '../routes/endpoint.ts'
import { closeCodeOf } from './close.ts'
import { type Offer, readOffer } from './subprotocol.ts'

/** What an upgrade is checked against. */
export interface UpgradeRules {
  readonly access: AccessRules
  readonly calls: Calls
}

/** A client that is let in, or one whose connection is opened only to say why it is not. */
export interface Upgrade extends Pick<Offer, 'subprotocol'> {
  readonly endpoint: string
  readonly refusal?: { readonly code: number; readonly error: FlowError } | undefined
}

/**
 * Decides about a request for an upgrade by the rules of HTTP: its path, `Host`, `Origin` and token.
 *
 * @throws FlowError `REQUEST_PATH`, `REQUEST_PROTOCOL`, `REQUEST_HOST` or `REQUEST_ORIGIN` if the answer is one of HTTP.
 */
export function decideUpgrade(request: IncomingRequest, { access, calls }: UpgradeRules): Upgrade {
  const { subprotocol, token } = readOffer(request.header('sec-websocket-protocol'))
  const endpoint = endpointOf(request.path)
  try {
    checkAccess(withToken(request, token), access)
    calls.admit(endpoint)
    return { subprotocol, endpoint }
  } catch (caught) {
    const error = asFlowError(caught)
    const code = closeCodeOf(error)
    if (code === undefined) throw error
    return { subprotocol, endpoint, refusal: { code, error } }
  }
}

/** Answers a request for an upgrade with a problem, as the reply of HTTP that it is still. */
export function refuseUpgrade(
  { httpVersion }: IncomingMessage,
  socket: Socket,
  { requestId, error }: { readonly requestId: string; readonly error: unknown },
): void {
  const { status, headers: own, body } = problemReply(error, { requestId, retryAfter: () => 1 })
  const headers = { ...own, 'x-request-id': requestId, connection: 'close' }
  const bytes = Buffer.from(String(body))
  const head = Object.entries({ ...headers, 'content-length': bytes.length }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  const start = `HTTP/${httpVersion} ${status} ${STATUS_CODES[status] ?? ''}`
  socket.end(Buffer.concat([Buffer.from([start, ...head, '', ''].join('\r\n')), bytes]), () => socket.destroy())
}

/** The token of a page in a browser, where a header is looked for. */
function withToken(request: Caller, token: string | undefined): Caller {
  if (token === undefined) return request
  const header = (name: string) => request.header(name) ?? (name === 'authorization' ? `Bearer ${token}` : undefined)
  return { header, isLoopback: request.isLoopback }
}

import { FlowError } from '@peaflow/core'

/** The subprotocols, by the form of their messages. The first is that of a client that offers none. */
export const SUBPROTOCOLS = ['peaflow.v1.json', 'peaflow.v1.msgpack'] as const

/** What a connection speaks. */
export type Subprotocol = (typeof SUBPROTOCOLS)[number]

/** Browsers let a page set no header but this one, so that it may carry the token. It is never echoed. */
const TOKEN = 'peaflow.token.'

/** What a client has offered as `Sec-WebSocket-Protocol`. */
export interface Offer {
  readonly subprotocol: Subprotocol
  /** The token that the client sends in place of an `Authorization`. */
  readonly token?: string | undefined
}

/**
 * Reads a `Sec-WebSocket-Protocol`.
 *
 * @throws FlowError `REQUEST_PROTOCOL` if it offers subprotocols, and none of ours.
 */
export function readOffer(header: string | undefined): Offer {
  const offered = (header ?? '').split(',').map((name) => name.trim())
  const token = offered.find((name) => name.startsWith(TOKEN))?.slice(TOKEN.length)
  const subprotocol = header === undefined ? SUBPROTOCOLS[0] : findOurs(offered)
  if (subprotocol !== undefined) return { subprotocol, token: token === undefined ? undefined : decode(token) }
  throw new FlowError('REQUEST_PROTOCOL', 'the client offers no subprotocol of this server', {
    hint: `Offer ${SUBPROTOCOLS.join(' or ')}`,
  })
}

/** The first of ours that a client offers. */
export function findOurs(offered: Iterable<string>): Subprotocol | undefined {
  for (const name of offered) {
    const ours = SUBPROTOCOLS.find((subprotocol) => subprotocol === name)
    if (ours !== undefined) return ours
  }
  return undefined
}

/** A header has no room for some characters of a token, so that those are percent-encoded. */
function decode(token: string): string {
  try {
    return decodeURIComponent(token)
  } catch {
    return token
  }
}

import type { FlowError } from '@peaflow/core'
import type { WebSocket } from 'ws'

/**
 * Why a connection is closed (RFC 6455, and IANA's registry for 1013). `ws` closes by itself a connection whose messages are too long (1009), not UTF-8
 * (1007) or not of WebSocket (1002).
 */
export const CLOSE = { leaving: 1001, protocol: 1008, overload: 1013, token: 4401 } as const

/** The most bytes of a reason. */
const MOST_REASON = 123

/** Closes a connection, and says why. */
export function close(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, shorten(reason))
}

/** The code for a client that is not let in, where a browser can tell its page; `undefined` where HTTP answers. */
export function closeCodeOf({ code }: FlowError): number | undefined {
  if (code === 'REQUEST_TOKEN') return CLOSE.token
  if (code === 'REQUEST_QUEUE') return CLOSE.overload
  return code === 'REQUEST_STOPPED' ? CLOSE.leaving : undefined
}

/** As many whole characters as a reason can have. */
function shorten(reason: string): string {
  const bytes = Buffer.from(reason)
  if (bytes.length <= MOST_REASON) return reason
  // The last character may be cut. What is left of it is one character in its stead.
  return new TextDecoder().decode(bytes.subarray(0, MOST_REASON - 3)).replace(/\ufffd$/, '')
}

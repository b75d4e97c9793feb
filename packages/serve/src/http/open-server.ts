import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https'
import type { TlsOptions } from './check-tls.ts'
import { answerMalformed } from './malformed.ts'
import type { NodeHandler } from './node-handler.ts'
import { OpenResponses } from './open-responses.ts'
import { UpgradableMessage } from './upgradable-message.ts'

/** Milliseconds that a client has for the headers of a request, or for the handshake of TLS. A body may go on arriving. */
const HEADERS_TIMEOUT = 10_000

/** Milliseconds that a connection may be idle. */
const IDLE_TIMEOUT = 60_000

/** The most connections of a server; further ones are closed. Each needs a file descriptor. */
export const MOST_CONNECTIONS = 4_096

/** A server, and the responses that it has begun. */
export interface HttpServer {
  readonly server: Server | SecureServer
  readonly responses: OpenResponses
}

/** A server of HTTP/1.1, or of HTTPS, that listens nowhere yet. */
export function makeServer(handler: NodeHandler, tls: TlsOptions | undefined): HttpServer {
  const options = {
    headersTimeout: HEADERS_TIMEOUT,
    // A body may take long as long as it goes on: `node-handler.ts` sees to that.
    requestTimeout: 0,
    keepAliveTimeout: IDLE_TIMEOUT,
    connectionsCheckingInterval: 1_000,
    // The router refuses it, as a problem.
    requireHostHeader: false,
    IncomingMessage: UpgradableMessage,
  }
  const server =
    tls === undefined
      ? createServer(options, handler)
      : createSecureServer({ ...options, ...pemOf(tls), handshakeTimeout: HEADERS_TIMEOUT }, handler)
  server.maxConnections = MOST_CONNECTIONS
  const responses = new OpenResponses(server)
  answerMalformed(server, responses)
  return { server, responses }
}

function pemOf({ cert, key }: TlsOptions): { readonly cert: string | Buffer; readonly key: string | Buffer } {
  const read = (pem: string | Uint8Array) => (typeof pem === 'string' ? pem : Buffer.from(pem))
  return { cert: read(cert), key: read(key) }
}

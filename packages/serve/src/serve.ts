import type { IncomingMessage } from 'node:http'
import { FlowError } from '@peaflow/core'
import type { RunningFlow } from '@peaflow/engine'
import type { GrpcServer } from './grpc/grpc-server.ts'
import type { GrpcOptions } from './grpc/service.ts'
import { checkTls } from './http/check-tls.ts'
import { drainable } from './http/drain.ts'
import { type FetchHandler, fetchHandlerOf } from './http/fetch-handler.ts'
import { authorityOf, type HttpAddress, isLoopbackAddress, listen, parseAddress } from './http/listen.ts'
import { type NodeHandler, nodeHandlerOf } from './http/node-handler.ts'
import { makeServer } from './http/open-server.ts'
import { Mount } from './mount.ts'
import type { CloseOptions, HandlerOptions, ServeOptions } from './options.ts'
import { routerOptions } from './router-options.ts'
import { createRouter } from './routes/router.ts'

/** Milliseconds for which a server that others reach says that it is not ready: Kubernetes needs about a second to tell its nodes. */
const DRAIN = 2_000

/** A Flow that is served. */
export interface ServedFlow extends AsyncDisposable {
  /** `http://127.0.0.1:8080`, or `https://…` with TLS. */
  readonly url: string
  /** `127.0.0.1:8081`, if it is served over gRPC as well. */
  readonly grpc?: string | undefined
  /**
   * The live page, with the token of this start behind a `#`: `http://127.0.0.1:8080/-/#<token>`. Without it where a `token`
   * was given; `undefined` without `administration`. It is a secret: not for a log.
   */
  readonly page: string | undefined
  /**
   * Says at `/readyz` that it is draining, for as long as `drain` says; then takes no new requests, and answers what is in
   * flight while it still listens; and then takes no new connection and ends all. The Flow goes on. May be called again, with
   * a shorter grace period.
   */
  close(options?: CloseOptions): Promise<void>
}

/**
 * Serves a running Flow over HTTP: `POST /index` calls the endpoint `/index`. Listens on loopback only, unless an address
 * is given.
 *
 * @throws FlowError `ADDRESS_HTTP` or `ADDRESS_GRPC` if a port cannot be opened, `CONFIG_INSECURE` if it would be open beyond
 * loopback to anybody, `CONFIG_TLS` if the certificate or its key is not valid.
 */
export async function serve(running: RunningFlow, options: ServeOptions = {}): Promise<ServedFlow> {
  const addresses = checkServeOptions(options)
  const { tls, token } = options
  const isOpenToOthers = Object.values(addresses).some((address) => !isLoopbackAddress(address))
  const { drain = isOpenToOthers ? DRAIN : 0 } = options
  const mount = await Mount.open(running, { ...options, drain })
  const { admin, router, isLeaving } = mount
  const http = makeServer(mount.node, tls)
  http.server.on('upgrade', mount.upgrade)
  // A live page that is open holds no stop up: its streams tell of it until the end.
  const isAwaited = ({ url = '' }: IncomingMessage) => !url.startsWith('/-/')
  const end = drainable(http, { isAwaited, isLeaving })
  const address = await listen(http.server, addresses.http)
  const grpcServer = await openGrpc(addresses.grpc, { ...router, tls }).catch(async (error) => {
    await end(0)
    throw error
  })
  const url = `${tls === undefined ? 'http' : 'https'}://${authorityOf(address)}`
  const leave = admin?.servedAt(url)
  await mount.openSocket()
  const close = async (options: CloseOptions = {}) => {
    await mount.closeWith(options, (grace) => Promise.all([end(grace), grpcServer?.close(grace)]))
    leave?.()
  }
  const page = admin && `${url}/-/${token === undefined ? `#${mount.pageToken}` : ''}`
  return { url, page, grpc: grpcServer?.address, close, [Symbol.asyncDispose]: () => close() }
}

/** Loaded only where it is asked for: gRPC takes longer to import than all the rest of this package. */
async function openGrpc(address: HttpAddress | undefined, options: GrpcOptions): Promise<GrpcServer | undefined> {
  if (address === undefined) return undefined
  const { openGrpcServer } = await import('./grpc/grpc-server.ts')
  return await openGrpcServer(address, options)
}

/**
 * A handler for Node's `http`, and for frameworks that take such: Express, Fastify. HTTP alone: {@link mountFlow} has WebSocket,
 * traces and the live page too.
 */
export function toNodeHandler(running: RunningFlow, options: HandlerOptions = {}): NodeHandler {
  return nodeHandlerOf(createRouter(routerOptions({ running, options })))
}

/** A handler from a `Request` to a `Response`, for frameworks that take such: Hono, Next. HTTP alone, as {@link toNodeHandler}. */
export function toFetchHandler(running: RunningFlow, options: HandlerOptions = {}): FetchHandler {
  return fetchHandlerOf(createRouter(routerOptions({ running, options })))
}

/** Where options say that a Flow is served. */
export interface ServeAddresses {
  /** Without it, the first free port from 8080 on is taken. */
  readonly http?: HttpAddress | undefined
  /** Without it, gRPC is not served. */
  readonly grpc?: HttpAddress | undefined
}

/**
 * The addresses that options name. Checks what can be checked before a Flow is up.
 *
 * @throws FlowError `ADDRESS_HTTP` or `ADDRESS_GRPC` if `http` or `grpc` is no address, `CONFIG_INSECURE` if it is one beyond loopback, without
 * a token, `CONFIG_TLS` if the certificate or its key is not valid.
 */
export function checkServeOptions({ http, grpc, token, tls, insecure }: ServeOptions): ServeAddresses {
  const addresses = {
    ...(http !== undefined && { http: parseAddress(http) }),
    ...(grpc !== undefined && { grpc: parseAddress(grpc, 'gRPC') }),
  }
  if (tls !== undefined) checkTls(tls)
  const open = Object.values(addresses).find((address) => !isLoopbackAddress(address))
  if (open === undefined || token !== undefined || insecure === true) return addresses
  throw new FlowError(
    'CONFIG_INSECURE',
    `the Flow at ${open.host} could be called by anybody who reaches this machine`,
    {
      hint: 'Set a token, serve at 127.0.0.1, or insist with insecure (--insecure)',
    },
  )
}

import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js'
import { Grace } from '../http/grace.ts'
import { authorityOf, type HttpAddress, listenAt } from '../http/listen.ts'
import { MOST_CONNECTIONS } from '../http/open-server.ts'
import { checkCaller } from './check-caller.ts'
import { Connections } from './connections.ts'
import { loadDefinitions } from './definitions.ts'
import { describeHandler } from './describe.ts'
import { Health } from './health.ts'
import type { RequestMessage, ResponseMessage } from './messages.ts'
import { OpenCalls } from './open-calls.ts'
import { addReflection } from './reflection.ts'
import { runHandler } from './run.ts'
import type { GrpcOptions, Service } from './service.ts'
import { CallStream } from './stream.ts'

/** A Flow that is served over gRPC. */
export interface GrpcServer {
  /** `127.0.0.1:8081` */
  readonly address: string
  /**
   * Says that it is not serving, lets the calls that are open end, for as long as one does within each grace period
   * (milliseconds), and closes all connections.
   */
  close(grace: number): Promise<void>
}

/** Milliseconds after which a connection on which nothing comes is tried, and then given up. */
const KEEP_ALIVE = 20_000

/**
 * Serves a running Flow over gRPC, with the health service and reflection.
 *
 * @throws FlowError `ADDRESS_GRPC` if the port cannot be opened.
 */
export async function openGrpcServer(address: HttpAddress, options: GrpcOptions): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': options.maxBody,
    'grpc.max_concurrent_streams': 1_000,
    'grpc.keepalive_time_ms': KEEP_ALIVE,
    'grpc.keepalive_timeout_ms': KEEP_ALIVE,
    interceptors: [checkCaller(options)],
  })
  const { maxConnections = MOST_CONNECTIONS } = options
  const connections = new Connections(server.createConnectionInjector(credentialsOf(options)), maxConnections)
  const grace = new Grace(() => {
    server.forceShutdown()
    connections.endAll()
  })
  const service: Service = {
    ...options,
    open: new OpenCalls({ isDraining: options.isDraining, onAnswered: () => grace.renew() }),
  }
  const drain = addServices(server, service, options.isLeaving)
  const opened = await listenAt(connections.server, address, 'gRPC').catch((error) => {
    server.forceShutdown()
    throw error
  })
  const end = async () => {
    await drain()
    await new Promise<void>((resolve) => server.tryShutdown(() => resolve()))
    await connections.close()
  }
  return { address: authorityOf(opened), close: closer(end, grace) }
}

/** Adds what is served. Returns how to drain it. */
function addServices(server: Server, service: Service, isLeaving: () => boolean): () => Promise<void> {
  const definitions = loadDefinitions()
  const { running } = service
  const streams = new Set<CallStream>()
  const health = new Health(running, isLeaving)
  const stream = (call: ServerDuplexStream<RequestMessage, ResponseMessage>) => {
    const opened = new CallStream(service, call)
    streams.add(opened)
    call.on('close', () => streams.delete(opened))
  }
  server.addService(definitions.flow, {
    Run: runHandler(service),
    Stream: stream,
    Describe: describeHandler(running),
  })
  server.addService(definitions.health, { Check: health.check, Watch: health.watch })
  addReflection(server)
  return () => {
    health.drain()
    for (const opened of streams) opened.drain()
    return service.open.ended()
  }
}

function credentialsOf({ tls }: GrpcOptions): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure()
  const pair = { cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) }
  return ServerCredentials.createSsl(null, [pair])
}

function closer(end: () => Promise<void>, grace: Grace): GrpcServer['close'] {
  let closed: Promise<void> | undefined
  return async (milliseconds) => {
    grace.begin(milliseconds)
    // The port stays open until all is answered, so that a client which asks is told that this server is going.
    closed ??= end()
    await closed.finally(() => grace.end())
  }
}

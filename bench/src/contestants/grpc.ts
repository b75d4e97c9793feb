import {
  type ClientWritableStream,
  credentials,
  makeGenericClientConstructor,
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type ServiceDefinition,
} from '@grpc/grpc-js'
import type { OpenGraph } from '../measure/load-generator.ts'
import { requestOf, toFrames } from './frames.ts'
import { announce, announceReady, launchHop } from './hop-process.ts'
import { type Answered, type Contestant, GRAPHS, type Scenario } from './scenario.ts'

/** gRPC: one stream from each hop to the next, and from the last to the gateway. Messages are bytes as they are. */
export const grpc: Contestant = { open }

const asItIs = (message: Buffer) => message

const service = {
  pass: {
    path: '/bench.Hop/Pass',
    requestStream: true,
    responseStream: false,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  },
} satisfies ServiceDefinition

/** A server for the hop before, a client of the one after. */
export async function hop(): Promise<void> {
  const early: Buffer[] = []
  let next: ClientWritableStream<Buffer> | undefined
  const { port } = await serve((message) => {
    if (next === undefined) early.push(message)
    else next.write(message)
  })
  next = dial(Number(await announce(port)))
  for (const message of early) next.write(message)
  announceReady()
}

async function open({ payload }: Scenario, answered: Answered): Promise<OpenGraph> {
  const gateway = await serve((message) => answered(requestOf([message])))
  const hops = GRAPHS.chain.map(() => launchHop('grpc', {}))
  const ports = await Promise.all(hops.map((hop) => hop.opened))
  await Promise.all(hops.map((hop, i) => hop.wire(ports[i + 1] ?? gateway.port)))
  const first = dial(Number(ports[0]))
  const bytes = Buffer.alloc(payload, 'x')
  return {
    send: (request) => void first.write(Buffer.concat([...toFrames(request, bytes)])),
    async close() {
      await Promise.all(hops.map((hop) => hop.stop()))
      first.destroy()
      gateway.server.forceShutdown()
    },
  }
}

async function serve(take: (message: Buffer) => void): Promise<{ readonly server: Server; readonly port: number }> {
  const server = new Server()
  server.addService(service, {
    pass: (call: ServerReadableStream<Buffer, Buffer>) => {
      call.on('data', take)
      call.on('error', ignore)
    },
  })
  const port = await new Promise<number>((resolve, reject) => {
    const settle = (error: Error | null, bound: number) => (error === null ? resolve(bound) : reject(error))
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), settle)
  })
  return { server, port }
}

function dial(port: number): ClientWritableStream<Buffer> {
  const Client = makeGenericClientConstructor(service, 'Hop')
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure())
  const stream: ClientWritableStream<Buffer> = client.pass?.(ignore)
  return stream.on('error', ignore)
}

// The stream ends with an error when the benchmark ends.
function ignore(): void {}

import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import {
  type ClientDuplexStream,
  type ClientOptions,
  credentials,
  type GrpcObject,
  loadPackageDefinition,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'

/** A message of the server. */
// biome-ignore lint/suspicious/noExplicitAny: tests look at whatever it holds
export type Message = any

const includeDirs = [fileURLToPath(new URL('../../proto', import.meta.url))]
const definition = loadSync(['peaflow/v1/flow.proto', 'grpc/health/v1/health.proto'], {
  includeDirs,
  keepCase: true,
  enums: String,
})
const loaded = loadPackageDefinition(definition) as GrpcObject & Message

/** How a call ended. */
export interface Outcome {
  readonly code: number
  readonly details: string
  readonly metadata: Readonly<Record<string, unknown>>
  readonly response?: Message
}

/** The client of grpc-js. */
export interface Client extends Disposable {
  /** Makes a unary call. Never rejects. */
  call(
    method: string,
    request: Message,
    headers?: Readonly<Record<string, string>>,
    options?: Message,
  ): Promise<Outcome>
  stream(headers?: Readonly<Record<string, string>>): ClientDuplexStream<Message, Message>
  /** Statuses of `Watch`. */
  watch(service: string): AsyncIterable<Message>
}

export function dial(address = '', channel = credentials.createInsecure(), options: ClientOptions = {}): Client {
  const flow = new loaded.peaflow.v1.Flow(address, channel, options)
  const health = new loaded.grpc.health.v1.Health(address, channel, options)
  const call: Client['call'] = (method, request, headers = {}, options = {}) =>
    new Promise((resolve) => {
      const client = method === 'Check' ? health : flow
      const begun = client[method](request, toMetadata(headers), options, (_error: unknown, response: Message) => {
        ended.then(([status]) => resolve({ ...toOutcome(status), response }))
      })
      const ended = once(begun, 'status')
    })
  return {
    call,
    stream: (headers = {}) => flow.Stream(toMetadata(headers)),
    watch: (service) => health.Watch({ service }),
    [Symbol.dispose]: () => {
      flow.close()
      health.close()
    },
  }
}

/** Everything that a stream answers, and how it ended. */
export async function readAll(stream: ClientDuplexStream<Message, Message>): Promise<[Message[], Outcome]> {
  const responses: Message[] = []
  stream.on('data', (response) => responses.push(response))
  return [responses, await endOf(stream)]
}

/** How a stream ends. */
export function endOf(stream: ClientDuplexStream<Message, Message>): Promise<Outcome> {
  stream.on('error', () => undefined)
  return new Promise((resolve) => stream.on('status', (status) => resolve(toOutcome(status))))
}

function toOutcome({ code, details, metadata }: Pick<ServiceError, 'code' | 'details' | 'metadata'>): Outcome {
  return { code, details, metadata: metadata.getMap() }
}

function toMetadata(headers: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value)
  return metadata
}

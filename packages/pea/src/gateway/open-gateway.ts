import type { Document, PeaSpec } from '@peaflow/core'
import { type ControlChannel, dialControl, type IncomingRequest, type WireError } from '@peaflow/protocol'
import { encodePayload } from '../document/payload.ts'
import { asFlowError } from '../executor/failure.ts'
import { AbortListeners } from './abort-listeners.ts'
import { BlockedStreams } from './blocked-streams.ts'
import { DataPlaneLinks } from './data-plane-links.ts'
import { DocumentNames } from './document-names.ts'
import type { Gateway, GatewayOptions } from './gateway.ts'
import { type InFlightRequest, InFlightTable } from './in-flight.ts'
import type { GatewayEvents } from './links.ts'
import { type OpenRequests, openRequestsOf } from './open-requests.ts'
import { gatewayFull, type Outcome, outcomeOf, stopped, toFlowError, tookTooLong } from './outcome.ts'
import { PooledPayload } from './pooled-payload.ts'
import { RequestStream } from './request-stream.ts'
import { BatchSource, type Documents, SingleSource, type Source } from './source.ts'
import { checkBatch, checkDocuments, checkRequest, type RequestOptions, type StreamOptions } from './stream-options.ts'
import type { OpenStream, Sending, StreamPort } from './stream-port.ts'

/** The most requests in flight, over all streams. */
const MOST_IN_FLIGHT = 1_024

/**
 * Opens the gateway of a Flow, where data enters and leaves it, in this process.
 *
 * @throws FlowError `ADDRESS_…` if a port cannot be opened, or a host does not resolve.
 */
export async function openGateway(spec: PeaSpec, options: GatewayOptions = {}): Promise<Gateway> {
  const control = options.control ?? (await dialControl(spec))
  const gateway = new LinkedGateway({ spec, control, options })
  await gateway.open()
  return gateway
}

interface GatewayComponents {
  readonly spec: PeaSpec
  readonly control: ControlChannel
  readonly options: GatewayOptions
}

class LinkedGateway implements Gateway {
  readonly #options: GatewayOptions
  readonly #names: DocumentNames
  readonly #links: DataPlaneLinks
  readonly openRequests: OpenRequests
  readonly #streams = new Set<OpenStream>()
  readonly #abortListeners = new AbortListeners()
  readonly #blocked = new BlockedStreams<OpenStream>((endpoint) => this.#room(endpoint))
  readonly #table = new InFlightTable((late) => void this.#expire(late))
  #closed: Promise<void> | undefined

  constructor({ spec, control, options }: GatewayComponents) {
    const events: GatewayEvents = {
      onAnswer: (incoming) => this.#answer(incoming),
      copies: true, // decodeValue copies
      onFailed: options.onFailed ?? ((request, error) => this.fail(request, error)),
      onRoom: () => this.#blocked.wake(),
    }
    this.#options = options
    this.#names = new DocumentNames(spec.flowId)
    this.#links = new DataPlaneLinks({ spec, control, events })
    this.openRequests = openRequestsOf(this.#table, this.#links)
  }

  async open(): Promise<void> {
    await this.#links.open()
    void this.ended.then(() => this.close())
  }

  get inFlight(): number {
    return this.#table.size
  }

  get backlog(): number {
    return this.#blocked.size
  }

  get ended(): Promise<void> {
    return this.#links.ended
  }

  stream(endpoint: string, documents: Documents, options: StreamOptions = {}): RequestStream {
    const { batch = 100 } = options
    checkBatch(batch)
    return this.#begin(endpoint, new BatchSource(documents, batch), options)
  }

  async request(endpoint: string, documents: readonly Document[], options: RequestOptions = {}): Promise<Document[]> {
    checkDocuments(documents)
    const stream = this.#begin(endpoint, new SingleSource(documents), options)
    const { value } = await stream.next()
    // The stream has nothing more to send, so it must not wait for room.
    await stream.return()
    if (value?.error !== undefined) throw value.error
    return [...(value?.documents ?? [])]
  }

  fail(request: number, error: WireError): void {
    this.#settle(request, () => ({ error: toFlowError(error) }))
    this.#links.cancel([request])
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  #begin(endpoint: string, source: Source, options: StreamOptions): RequestStream {
    const { ordered = false, parameters = {}, signal, timeout = this.#options.timeoutRequest ?? 60_000 } = options
    checkRequest(endpoint, timeout)
    const port: StreamPort = {
      enter: (stream) => this.#enter(stream),
      room: () => this.#room(endpoint),
      wait: (stream) => this.#blocked.add(stream, endpoint),
      send: (documents, origin) => this.#send({ endpoint, parameters, documents, timeout, ...origin }),
      refuse: (documents, origin) => this.#refuse({ endpoint, parameters, documents, timeout, ...origin }),
      leave: (stream) => this.#leave(stream),
    }
    return new RequestStream({ port, source, ordered, signal, timeout, abortListeners: this.#abortListeners })
  }

  #enter(stream: OpenStream): void {
    this.#streams.add(stream)
    if (this.#closed !== undefined) stream.stop(stopped())
  }

  #send(sending: Sending): void {
    const { endpoint, parameters, index, requester, timeout, waited } = sending
    const deadline = performance.now() + timeout - waited
    const documents = this.#names.name(sending.documents)
    const inFlight: InFlightRequest = { index, documents, deadline, timeout, requester }
    try {
      const payload = encodePayload({ documents, parameters })
      const outgoing = { request: this.#table.next, endpoint, deadline, payload, pooled: PooledPayload.of(payload) }
      inFlight.outgoing = outgoing
      this.#table.add(outgoing.request, inFlight)
      this.#links.send(outgoing)
    } catch (error) {
      requester.settle(inFlight, { error: asFlowError(error) })
    }
  }

  /** Fails a request that has waited too long for room, and names the Pod that had none. */
  #refuse({ endpoint, documents, index, requester, timeout }: Sending): void {
    const blocked = this.#links.blockedBy(endpoint)
    const error = blocked === undefined ? gatewayFull(MOST_IN_FLIGHT) : toFlowError(blocked)
    requester.settle({ index, documents, deadline: 0, timeout, requester }, { error })
  }

  #answer(incoming: IncomingRequest): void {
    const inFlight = this.#table.take(incoming.request)
    if (inFlight !== undefined) this.#deliver(inFlight, outcomeOf(incoming))
  }

  #settle(request: number, outcome: (inFlight: InFlightRequest) => Outcome): void {
    const inFlight = this.#table.take(request)
    if (inFlight !== undefined) this.#deliver(inFlight, outcome(inFlight))
  }

  #deliver(inFlight: InFlightRequest, outcome: Outcome): void {
    inFlight.requester.settle(inFlight, outcome)
    this.#blocked.wakeSoon()
  }

  async #expire(requests: readonly number[]): Promise<void> {
    const late = new Set(requests)
    const open = this.openRequests.list().filter(({ request }) => late.has(request))
    const where = await this.#options.locate?.(open)
    for (const request of requests) {
      this.#settle(request, (inFlight) => ({ error: tookTooLong(inFlight, where?.(request)) }))
    }
    this.#abandon(requests)
  }

  #leave(stream: OpenStream): void {
    this.#streams.delete(stream)
    this.#blocked.delete(stream)
    const requests = this.#table.requests(stream)
    for (const request of requests) this.#table.take(request)
    if (requests.length > 0) this.#abandon(requests)
  }

  #abandon(requests: readonly number[]): void {
    this.#links.cancel(requests)
    this.#options.onAbandoned?.(requests)
  }

  #room(endpoint: string): number {
    return Math.min(this.#links.room(endpoint), MOST_IN_FLIGHT - this.#table.size)
  }

  async #close(): Promise<void> {
    const error = stopped()
    for (const request of this.#table.requests()) this.#settle(request, () => ({ error }))
    for (const stream of [...this.#streams]) stream.stop(error)
    await this.#links.close()
  }
}

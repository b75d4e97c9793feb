import type { Document, PeaSpec } from '@peaflow/core'
import { Bag, type ControlChannel, dialControl, type WireError } from '@peaflow/protocol'
import { encodePayload } from '../document/payload.ts'
import { asFlowError } from '../executor/failure.ts'
import { AbortListeners } from './abort-listeners.ts'
import { Answers } from './answers.ts'
import { BlockedStreams } from './blocked-streams.ts'
import { CountersByEndpoint, type GatewayStatistics } from './counters.ts'
import { DataPlaneLinks } from './data-plane-links.ts'
import { DocumentNames } from './document-names.ts'
import type { Gateway, GatewayOptions } from './gateway.ts'
import { type InFlightRequest, InFlightTable } from './in-flight.ts'
import type { GatewayEvents } from './links.ts'
import { type OpenRequests, openRequestsOf } from './open-requests.ts'
import { gatewayFull, stopped, toFlowError, tookTooLong } from './outcome.ts'
import { memoryOf } from './payload-memory.ts'
import { type RequestSettings, toRequestSettings } from './request-settings.ts'
import { RequestStream } from './request-stream.ts'
import { type Documents, SingleSource, type Source, sourceOf } from './source.ts'
import { checkBatch, checkDocuments, type RequestOptions, type StreamOptions } from './stream-options.ts'
import type { OpenStream, Origin, StreamPort } from './stream-port.ts'

/** The most requests in flight, over all streams. */
const MOST_IN_FLIGHT = 1_024

/**
 * Opens the gateway of a Flow, where data enters and leaves it, in this process.
 *
 * @throws FlowError `ADDRESS_…` if a port cannot be opened, or a host does not resolve.
 */
export async function openGateway(spec: PeaSpec, options: GatewayOptions = {}): Promise<Gateway> {
  const control = options.control ?? (await dialControl(spec))
  const gateway = new LinkedGateway(spec, control, options)
  await gateway.open()
  return gateway
}

class LinkedGateway implements Gateway {
  readonly #options: GatewayOptions
  readonly #names: DocumentNames
  readonly #links: DataPlaneLinks
  readonly openRequests: OpenRequests
  readonly ended: Promise<void>
  readonly #streams = new Bag<OpenStream>()
  readonly #abortListeners = new AbortListeners()
  readonly #blocked = new BlockedStreams<OpenStream>((endpoint) => this.#room(endpoint))
  readonly #table = new InFlightTable((late) => void this.#expire(late))
  readonly #counters = new CountersByEndpoint()
  readonly #answers = new Answers({
    table: this.#table,
    onEnded: () => this.#blocked.wakeSoon(),
    abandon: (request) => this.#abandon([request]),
    setSuspended: (request, isSuspended) => this.#options.onSuspended?.(request, isSuspended),
  })
  #closed: Promise<void> | undefined

  constructor(spec: PeaSpec, control: ControlChannel, options: GatewayOptions) {
    const events: GatewayEvents = {
      onAnswer: (incoming) => this.#answers.take(incoming),
      onPiece: (piece) => this.#answers.takePiece(piece),
      copies: true, // decodeValue copies
      onFailed: options.onFailed ?? ((request, error) => this.fail(request, error)),
      onRoom: () => this.#blocked.wake(),
    }
    this.#options = options
    this.#names = new DocumentNames(spec.flowId)
    this.#links = new DataPlaneLinks({ spec, control, events })
    this.ended = this.#links.ended
    const [table, links, answers, counters] = [this.#table, this.#links, this.#answers, this.#counters]
    this.openRequests = openRequestsOf({ table, links, answers, counters })
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

  statistics(): GatewayStatistics {
    return { ...this.#links.statistics, endpoints: this.#counters.snapshot(this.#blocked.endpoints()) }
  }

  stream(endpoint: string, documents: Documents, options: StreamOptions = {}): RequestStream {
    const { batch = 100 } = options
    checkBatch(batch)
    return this.#begin(endpoint, sourceOf(documents, batch), options)
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
    this.#answers.settle(request, () => ({ error: toFlowError(error) }))
    this.#links.cancel([request])
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  #begin(endpoint: string, source: Source, options: StreamOptions): RequestStream {
    const { ordered = false, pieces = false, signal } = options
    const settings = toRequestSettings(endpoint, options, this.#options)
    let position = -1
    const port: StreamPort = {
      enter: (stream) => {
        position = this.#streams.add(stream)
        if (this.#closed !== undefined) stream.stop(stopped())
      },
      room: () => this.#room(endpoint),
      wait: (stream) => this.#blocked.add(stream, endpoint),
      send: (documents, origin) => this.#send(settings, documents, origin),
      refuse: (documents, origin) => this.#refuse(settings, documents, origin),
      leave: (stream, inFlight) => {
        this.#streams.delete(stream, position)
        this.#leave(stream, inFlight)
      },
    }
    const shared = { counters: this.#counters.of(endpoint), abortListeners: this.#abortListeners }
    return new RequestStream({ port, source, ordered, pieces, signal, settings, shared })
  }

  #send(settings: RequestSettings, given: readonly Document[], { index, requester, waited }: Origin): void {
    const { endpoint, parameters, headers, timeout } = settings
    const deadline = performance.now() + timeout - waited
    const documents = this.#names.name(given)
    const inFlight: InFlightRequest = { index, documents, deadline, timeout, requester, outgoing: undefined }
    try {
      const payload = encodePayload({ documents, parameters })
      const memory = memoryOf(payload)
      const outgoing = { request: this.#table.next, endpoint, deadline, headers, payload, memory }
      inFlight.outgoing = outgoing
      this.#table.add(outgoing.request, inFlight)
      this.#links.send(outgoing)
    } catch (error) {
      requester.settle(inFlight, { error: asFlowError(error) })
    }
  }

  /** Fails a request that has waited too long for room, and names the Pod that had none. */
  #refuse({ endpoint, timeout }: RequestSettings, documents: readonly Document[], { index, requester }: Origin): void {
    const blocked = this.#links.blockedBy(endpoint)
    const error = blocked === undefined ? gatewayFull(MOST_IN_FLIGHT) : toFlowError(blocked)
    requester.settle({ index, documents, deadline: performance.now(), timeout, requester }, { error })
  }

  async #expire(requests: readonly number[]): Promise<void> {
    const late = new Set(requests)
    const open = this.openRequests.list().filter(({ request }) => late.has(request))
    const where = await this.#options.locate?.(open)
    for (const request of requests) {
      this.#answers.settle(request, (inFlight) => ({ error: tookTooLong(inFlight, where?.(request)) }))
    }
    this.#abandon(requests)
  }

  #leave(stream: OpenStream, inFlight: number): void {
    this.#blocked.delete(stream)
    // The table is long: it is not to be read through for each stream whose requests have all ended.
    if (inFlight === 0) return
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
    for (const request of this.#table.requests()) this.#answers.settle(request, () => ({ error }))
    for (const stream of [...this.#streams]) stream.stop(error)
    await this.#links.close()
  }
}

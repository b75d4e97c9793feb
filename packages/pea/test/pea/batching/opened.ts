import type { PeaSpec } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'
import { decodePayload, encodePayload } from '../../../src/document/payload.ts'
import type { ExecutorBatch, ExecutorHost } from '../../../src/executor/host.ts'
import { PendingRequest } from '../../../src/join/pending-request.ts'
import type { Acknowledgement } from '../../../src/link/acknowledgement.ts'
import { Prefetch } from '../../../src/link/prefetch.ts'
import { BatchQueue } from '../../../src/pea/batching/batch-queue.ts'
import { Caller } from '../../../src/pea/caller.ts'
import { Suspensions } from '../../../src/pea/suspensions.ts'
import { Counters } from '../../../src/statistics/counters.ts'
import { specOf } from '../../flow-spec.ts'
import { messageOf } from '../../link/ends.ts'
import { hostOf } from '../alone.ts'

/** A batch that is being called, and how to end it. */
export interface OpenBatch extends ExecutorBatch {
  readonly resolve: (payloads: readonly Uint8Array[]) => void
  readonly reject: (error: unknown) => void
}

/** A request to add. */
export interface Added {
  readonly request: number
  readonly documents?: number
  readonly parameters?: Readonly<Record<string, unknown>>
  readonly endpoint?: string
  readonly timeLeft?: number
  readonly isUrgent?: boolean
  readonly payload?: Uint8Array
}

/** A caller of batches, and what has become of its requests. */
export function open(documents: number, own: Partial<PeaSpec> & { within?: number } = {}) {
  const { within = 0, ...fields } = own
  const calls: OpenBatch[] = []
  const notes: string[] = []
  const sent = new Map<number, Uint8Array>()
  const failed = new Map<number, WireError>()
  const aborted: (readonly [id: number, code: string])[] = []
  const host: ExecutorHost = hostOf({
    callBatch: (batch) => new Promise((resolve, reject) => calls.push({ ...batch, resolve, reject })),
    abort: (id, { code }) => void aborted.push([id, code]),
  }).own
  const prefetch = new Prefetch({ concurrency: 1, documents })
  prefetch.open()
  const results = {
    send: (pending: PendingRequest, payload: Uint8Array) => void sent.set(settle(pending), payload),
    fail: (pending: PendingRequest, error: WireError) => void failed.set(settle(pending), error),
    sendPiece: async () => undefined,
    finish: () => undefined,
  }
  const flushAll = () => void notes.push('flush')
  const dataPlane = { prefetch, counters: new Counters(), flush: () => {}, flushAll, results }
  const caller = new Caller({
    spec: { ...specOf({ peas: {}, links: [] }, 'a/0', 0), ...fields },
    dataPlane,
    host,
    suspensions: new Suspensions(),
    onHung: (reason) => notes.push(reason),
    createQueue: (components, onDue) => new BatchQueue({ ...components, batch: { documents, within }, onDue }),
  })
  const add = (added: Added): PendingRequest => {
    const pending = pendingOf(added)
    pending.addAck(noting(added.request, notes))
    caller.add(pending)
    return pending
  }
  return { caller, calls, notes, sent, failed, aborted, add, prefetch }
}

/** Ends a call as an executor does that returns what it got, unless a document of these requests is among it. */
export function endCall(call: OpenBatch, poisoned: ReadonlySet<number> = new Set()): void {
  const documents = call.payloads.flatMap((payload) => decodePayload(payload).documents)
  if (documents.some(({ request }) => poisoned.has(Number(request)))) call.reject(new Error('poisoned'))
  else call.resolve(call.payloads)
}

/** The requests in a call. */
export function requestsOf({ payloads }: ExecutorBatch): number[] {
  return payloads.map((payload) => Number(decodePayload(payload).documents[0]?.request))
}

/** How many documents a call has. */
export function sizeOf({ payloads }: ExecutorBatch): number {
  return payloads.reduce((sum, payload) => sum + decodePayload(payload).documents.length, 0)
}

/** Lets the promises settle that can. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

/** The payload of a request, whose documents are numbered. */
export function payloadOf({ request, documents = 1, parameters = {} }: Added): Buffer {
  const numbered = Array.from({ length: documents }, (_, index) => ({ request, index }))
  return encodePayload({ documents: numbered, parameters })
}

function pendingOf(added: Added): PendingRequest {
  const { request, timeLeft = 60_000, isUrgent = false, endpoint = '/', payload = payloadOf(added) } = added
  const message = messageOf({ request, timeLeft, isUrgent, endpoint, payload })
  const pending = new PendingRequest(message, () => undefined)
  pending.complete(message)
  return pending
}

function settle(pending: PendingRequest): number {
  pending.state = 'sending'
  return pending.request
}

function noting(request: number, notes: string[]): Acknowledgement {
  const note = (what: string) => () => void notes.push(`${what} ${request}`)
  const acknowledgement = {
    begin: note('begin'),
    end: note('end'),
    processed: note('processed'),
    settled: note('settled'),
  }
  return acknowledgement as unknown as Acknowledgement
}

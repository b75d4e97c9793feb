import type { FlowError } from '@peaflow/core'
import type { WireError } from '@peaflow/protocol'
import type { ExecutorCall, ExecutorHost } from '../../src/executor/host.ts'
import { PendingRequest } from '../../src/join/pending-request.ts'
import { Prefetch } from '../../src/link/prefetch.ts'
import { Caller } from '../../src/pea/caller.ts'
import { Suspensions } from '../../src/pea/suspensions.ts'
import { Counters } from '../../src/statistics/counters.ts'
import { specOf } from '../flow-spec.ts'
import { messageOf } from '../link/ends.ts'

/** A call that has begun, and how to end it. */
interface OpenCall extends ExecutorCall {
  readonly resolve: (payload: Uint8Array) => void
  readonly reject: (error: unknown) => void
}

/** A host whose calls end when the test says so. */
export class TestHost implements ExecutorHost {
  readonly died = new Promise<FlowError>(() => {})
  readonly calls: OpenCall[] = []
  readonly aborted: (readonly [id: number, code: string])[] = []
  readonly transfersResults: boolean

  constructor(transfersResults = false) {
    this.transfersResults = transfersResults
  }

  async setup(): Promise<void> {}

  async teardown(): Promise<void> {}

  call(call: ExecutorCall): Promise<Uint8Array> {
    return new Promise((resolve, reject) => this.calls.push({ ...call, resolve, reject }))
  }

  callBatch(): Promise<never> {
    return Promise.reject(new Error('not a batch'))
  }

  abort(id: number, { code }: FlowError): void {
    this.aborted.push([id, code])
  }

  get called(): readonly number[] {
    return this.calls.map(({ id }) => id)
  }
}

/** A caller, and what has become of its requests. */
export function open(own: { concurrency?: number; timeoutRequest?: number } = {}, host = new TestHost()) {
  const spec = { ...specOf({ peas: {}, links: [] }, 'a/0', 0), ...own }
  const sent: number[] = []
  const failed: (readonly [request: number, error: WireError])[] = []
  const hung: string[] = []
  let flushes = 0
  const dataPlane = {
    prefetch: new Prefetch({ concurrency: 1 }),
    counters: new Counters(),
    flush: () => {
      flushes += 1
    },
    flushAll: () => undefined,
    results: {
      send: (pending: PendingRequest) => {
        pending.state = 'sending'
        sent.push(pending.request)
      },
      fail: (pending: PendingRequest, error: WireError) => {
        pending.state = 'sending'
        failed.push([pending.request, error])
      },
      sendPiece: async () => undefined,
      finish: () => undefined,
    },
  }
  const suspensions = new Suspensions()
  const caller = new Caller({ spec, dataPlane, host, suspensions, onHung: (reason) => hung.push(reason) })
  const add = (request: number, timeLeft = 60_000, isUrgent = false) => {
    const message = messageOf({ request, timeLeft, isUrgent })
    const pending = new PendingRequest(message, () => undefined)
    pending.complete(message)
    caller.add(pending)
    return pending
  }
  return { caller, host, sent, failed, hung, add, dataPlane, flushes: () => flushes }
}

/** Lets the promises settle that can. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

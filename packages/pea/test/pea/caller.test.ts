import { FlowError } from '@peaflow/core'
import { decodeError, type WireError } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ExecutorCall, ExecutorHost } from '../../src/executor/host.ts'
import { PendingRequest } from '../../src/join/pending-request.ts'
import { Prefetch } from '../../src/link/prefetch.ts'
import { Caller } from '../../src/pea/caller.ts'
import { specOf } from '../flow-spec.ts'
import { messageOf } from '../link/ends.ts'

/** A call that has begun, and how to end it. */
interface OpenCall extends ExecutorCall {
  readonly resolve: (payload: Uint8Array) => void
  readonly reject: (error: unknown) => void
}

/** A host whose calls end when the test says so. */
class TestHost implements ExecutorHost {
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

  abort(id: number, { code }: FlowError): void {
    this.aborted.push([id, code])
  }

  get called(): readonly number[] {
    return this.calls.map(({ id }) => id)
  }
}

/** A caller, and what has become of its requests. */
function open(own: { concurrency?: number; timeoutRequest?: number } = {}, host = new TestHost()) {
  const spec = { ...specOf({ peas: {}, links: [] }, 'a/0', 0), ...own }
  const sent: number[] = []
  const failed: (readonly [request: number, error: WireError])[] = []
  const hung: string[] = []
  let flushes = 0
  const dataPlane = {
    prefetch: new Prefetch({ concurrency: 1 }),
    flush: () => {
      flushes += 1
    },
    results: {
      send: (pending: PendingRequest) => {
        pending.state = 'sending'
        sent.push(pending.request)
      },
      fail: (pending: PendingRequest, error: WireError) => {
        pending.state = 'sending'
        failed.push([pending.request, error])
      },
    },
  }
  const caller = new Caller({ spec, dataPlane, host, onHung: (reason) => hung.push(reason) })
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
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

it('calls in order of arrival, as many at once as the concurrency allows, and answers each request once', async () => {
  const ends = fc.array(fc.tuple(fc.nat(5), fc.boolean()), { minLength: 30, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 12 }),
      ends,
      async (concurrency, count, script) => {
        const { host, sent, failed, add, caller } = open({ concurrency })
        for (let request = 0; request < count; request += 1) add(request)
        const runningCalls = () =>
          host.calls.filter(({ id }) => !sent.includes(id) && !failed.some(([one]) => one === id))
        for (const [which, isFailure] of script) {
          const running = runningCalls()
          expect(running.length).toBe(Math.min(concurrency, count - sent.length - failed.length))
          const call = running[which % Math.max(1, running.length)]
          if (isFailure) call?.reject(new FlowError('REQUEST_EXECUTOR', 'no'))
          else call?.resolve(Buffer.from('x'))
          await settled()
        }
        expect(host.called).toEqual(Array.from({ length: count }, (_, request) => request))
        expect([...sent, ...failed.map(([request]) => request)].sort((a, b) => a - b)).toEqual(host.called)
        expect(caller.isBusy).toBe(false)
      },
    ),
    { numRuns: 25 },
  )
})

it('hands a call its endpoint, its payloads and the time that is left', () => {
  const { host, add } = open({ timeoutRequest: 150 })
  add(3)
  expect(host.calls[0]).toMatchObject({ id: 0, endpoint: '/' })
  expect(host.calls[0]?.timeLeft).toBeCloseTo(150)
  expect(host.calls[0]?.payloads.map(String)).toEqual(['x'])
})

it('sends what is due before a call takes the thread, unless calls are fast and the request is not urgent', () => {
  const { add, dataPlane, flushes } = open({ concurrency: 3 })
  add(0)
  expect(flushes()).toBe(1)
  dataPlane.prefetch.addCall(0.001)
  add(1)
  expect(flushes()).toBe(1)
  add(2, 60_000, true)
  expect(flushes()).toBe(2)
})

it('aborts a call past its limit, fails it once, and reports it if it does not return even then', async () => {
  const { caller, host, failed, hung, sent, add } = open({ timeoutRequest: 150 })
  const { callDeadline } = add(0)
  caller.sweep(callDeadline - 1)
  expect(failed).toEqual([])
  caller.sweep(callDeadline)
  caller.sweep(callDeadline + 500)
  expect(host.aborted).toEqual([[0, 'REQUEST_TIMEOUT']])
  expect(failed).toMatchObject([[0, { code: 'REQUEST_TIMEOUT', message: 'the call in a/0 did not end within 150 ms' }]])
  expect(hung).toEqual([])
  caller.sweep(callDeadline + 1_000)
  expect(hung).toEqual(['the call in a/0 did not end within 150 ms, nor when it was aborted'])
  host.calls[0]?.resolve(Buffer.from('late'))
  await settled()
  expect([sent, caller.isBusy]).toEqual([[], false])
})

it('fails what is queued past its deadline, and does not call it', async () => {
  const { caller, host, failed, add } = open()
  add(0)
  const { deadline } = add(1, 5)
  caller.sweep(deadline)
  expect(failed).toMatchObject([[1, { message: 'the request timed out in the queue of a/0' }]])
  host.calls[0]?.resolve(Buffer.from('x'))
  await settled()
  expect(host.called).toEqual([0])
})

it('aborts the call of a cancelled request, and skips one that is over before its call', async () => {
  const { caller, host, add } = open()
  add(0)
  const over = add(1)
  over.sendOn(0)
  caller.cancel(new Set([0, 1, 9]))
  expect(host.aborted).toEqual([[0, 'REQUEST_CANCELLED']])
  host.calls[0]?.reject(new Error('aborted'))
  await settled()
  expect([host.called, caller.isBusy]).toEqual([[0], false])
})

it('fails a request with what its executor threw', async () => {
  const { host, failed, add } = open({}, new TestHost(true))
  add(0)
  host.calls[0]?.reject(new TypeError('no such model'))
  await settled()
  const [, error] = failed[0] ?? []
  expect(error).toMatchObject({ code: 'REQUEST_FAILED', message: 'no such model', pod: 'a', pea: 'a/0' })
  expect(decodeError(Buffer.from(JSON.stringify(error)))).toMatchObject({ pea: 'a/0' })
})

import { FlowError } from '@peaflow/core'
import { decodeError } from '@peaflow/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { open, settled, TestHost } from './calling.ts'

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
        expect(caller.running > 0).toBe(false)
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
  expect([sent, caller.running > 0]).toEqual([[], false])
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

it('does not begin a call for a request whose time is up, although no sweep has failed it yet', async () => {
  const { host, failed, add } = open()
  add(0, 0)
  add(1)
  await settled()
  expect(failed).toMatchObject([[0, { code: 'REQUEST_TIMEOUT', message: 'the request timed out in the queue of a/0' }]])
  expect(host.calls.map(({ timeLeft }) => timeLeft > 0)).toEqual([true])
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
  expect([host.called, caller.running > 0]).toEqual([[0], false])
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

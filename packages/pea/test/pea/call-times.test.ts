import { decodeHeaders, encodeHeaders } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import type { PendingRequest } from '../../src/join/pending-request.ts'
import { open, settled } from './calling.ts'

it('adds to headers that collect times how long a request waited for its call, and how long that took', async () => {
  const { host, add, dataPlane } = open()
  const [first, second] = [add(1), add(2)]
  const headers = encodeHeaders({ values: new Map([['a', 'b']]), times: new Map() })
  first.headers = headers
  second.headers = headers
  const added = performance.now()
  while (performance.now() < added + 5); // the first call runs
  host.calls[0]?.resolve(new Uint8Array())
  await settled()
  host.calls[1]?.resolve(new Uint8Array())
  await settled()
  const timesOf = (pending: PendingRequest) => decodeHeaders(pending.headers ?? headers)?.times?.get('a') ?? [-1, -1]
  expect(timesOf(first)[0]).toBe(0)
  expect(timesOf(first)[1]).toBeGreaterThanOrEqual(5)
  expect(timesOf(second)[0]).toBeGreaterThanOrEqual(5)
  expect(timesOf(second)[1]).toBeLessThan(timesOf(first)[1] + timesOf(second)[0])
  const [endpoint] = dataPlane.counters.snapshot().endpoints
  expect(endpoint).toMatchObject({ served: 2 })
  expect(endpoint?.wait.sum).toBe(timesOf(second)[0])
  expect(endpoint?.call.sum).toBe(timesOf(first)[1] + timesOf(second)[1])
})

it('leaves headers as they are that collect no times', async () => {
  const { host, add } = open()
  const pending = add(1)
  const headers = encodeHeaders({ values: new Map([['a', 'b']]) })
  pending.headers = headers
  host.calls[0]?.resolve(new Uint8Array())
  await settled()
  expect(pending.headers).toBe(headers)
})

import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { defer } from '../../src/async/deferred.ts'
import { waitFor } from '../../src/async/wait-for.ts'

const never = new Promise<never>(() => {})

it('returns the value, also when that is undefined', async () => {
  expect(await waitFor(Promise.resolve('x'), { timeout: 60_000 })).toEqual({ value: 'x' })
  expect(await waitFor(Promise.resolve(undefined), {})).toEqual({ value: undefined })
})

it('returns undefined once the time is up', async () => {
  expect(await waitFor(never, { timeout: 1 })).toBeUndefined()
})

it('returns undefined once the signal aborts, and at once if it has', async () => {
  const controller = new AbortController()
  const result = waitFor(never, { signal: controller.signal })
  controller.abort()
  expect(await result).toBeUndefined()
  expect(await waitFor(Promise.resolve(1), { signal: controller.signal })).toBeUndefined()
})

it('rejects as its promise does', async () => {
  await expect(waitFor(Promise.reject(new Error('no')), { timeout: 60_000 })).rejects.toThrow('no')
})

it('ignores a rejection that comes too late', async () => {
  const late = defer<void>()
  expect(await waitFor(late.promise, { signal: AbortSignal.abort() })).toBeUndefined()
  late.reject(new Error('too late'))
})

it('leaves no listener behind', async () => {
  const { signal } = new AbortController()
  await waitFor(Promise.resolve(), { signal })
  await waitFor(Promise.reject(new Error('no')), { signal }).catch(() => {})
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

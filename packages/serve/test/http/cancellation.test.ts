import { expect, it } from 'vitest'
import { Cancellation } from '../../src/http/cancellation.ts'

it('calls back once, whether it is asked before or after', () => {
  const cancellation = new Cancellation()
  const called: string[] = []
  cancellation.onCancel(() => called.push('before'))
  expect([called, cancellation.isCancelled]).toEqual([[], false])
  cancellation.cancel()
  cancellation.cancel()
  cancellation.onCancel(() => called.push('after'))
  expect([called, cancellation.isCancelled]).toEqual([['before', 'after'], true])
})

it('is a signal as well, whichever is there first', () => {
  const [early, late] = [new Cancellation(), new Cancellation()]
  const { signal } = early
  expect(signal.aborted).toBe(false)
  for (const one of [early, late]) one.cancel()
  expect([signal.aborted, early.signal.aborted, late.signal.aborted]).toEqual([true, true, true])
})

it('is that of a signal', () => {
  const controller = new AbortController()
  const cancellation = Cancellation.from(controller.signal)
  expect(cancellation.isCancelled).toBe(false)
  controller.abort()
  expect([cancellation.isCancelled, Cancellation.from(controller.signal).isCancelled]).toEqual([true, true])
})

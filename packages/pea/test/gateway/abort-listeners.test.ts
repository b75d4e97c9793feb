import { expect, it } from 'vitest'
import { AbortListeners } from '../../src/gateway/abort-listeners.ts'

/** A signal that counts its listeners. */
function counted() {
  const controller = new AbortController()
  const { signal } = controller
  const listeners = new Set<unknown>()
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (type: string, listener: () => void) => {
    listeners.add(listener)
    addEventListener.call(signal, type, listener)
  }
  signal.removeEventListener = (type: string, listener: () => void) => {
    listeners.delete(listener)
    removeEventListener.call(signal, type, listener)
  }
  return { controller, signal, listeners }
}

it('shares one listener among all that wait for a signal, and takes it back with the last of them', () => {
  const { controller, signal, listeners } = counted()
  const abortListeners = new AbortListeners()
  const aborted: number[] = []
  const callbacks = Array.from({ length: 20 }, (_, index) => () => {
    aborted.push(index)
    abortListeners.delete(signal, callbacks[index + 1] ?? (() => {}))
  })
  for (const callback of callbacks) abortListeners.add(signal, callback)
  expect(listeners.size).toBe(1)
  for (const callback of callbacks.slice(4)) abortListeners.delete(signal, callback)
  expect(listeners.size).toBe(1)
  controller.abort()
  expect(aborted).toEqual([0, 1, 2, 3])
  for (const callback of callbacks) abortListeners.delete(signal, callback)
  expect(listeners.size).toBe(0)
})

import { LIFELINE } from '@peaflow/core'
import { openRouter, pingPea } from '@peaflow/protocol'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { freePort } from '../../../../test/free-port.ts'
import { runPea } from '../../src/program/run-pea.ts'
import { argsOf, free, host } from '../external/adopted.ts'

const EVENTS = ['SIGTERM', 'SIGINT', 'exit']

// What runs a process to its end is tested in this one: only its exits are held back.
const before = {
  exitCode: process.exitCode,
  lifeline: process.env[LIFELINE],
  listeners: EVENTS.map((name) => [name, process.rawListeners(name)] as const),
}
const written: string[] = []

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  vi.spyOn(process, 'exit').mockImplementation((() => undefined) as () => never)
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0)
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  written.length = 0
  process.exitCode = before.exitCode
  if (before.lifeline === undefined) delete process.env[LIFELINE]
  for (const [name, listeners] of before.listeners) {
    process.removeAllListeners(name)
    for (const listener of listeners) process.on(name, listener as () => void)
  }
})

async function started(): Promise<{ readonly ended: Promise<void> }> {
  const port = freePort()
  const signals = process.listenerCount('SIGTERM')
  const ended = runPea(argsOf(port))
  while (process.listenerCount('SIGTERM') === signals) await new Promise((resolve) => setImmediate(resolve))
  vi.useRealTimers()
  expect(await pingPea({ host, port, timeout: 20_000 })).toMatchObject(free)
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  return { ended }
}

it('stops at the first signal, and ends the process a moment later', async () => {
  const { ended } = await started()
  process.emit('SIGTERM')
  await ended
  expect([process.exitCode, written]).toEqual([0, []])
  expect(process.exit).not.toHaveBeenCalled()
  vi.advanceTimersByTime(2_000)
  expect(process.exit).toHaveBeenCalledWith()
})

it('ends the process at the second signal', async () => {
  const { ended } = await started()
  process.emit('SIGINT')
  process.emit('SIGINT')
  await ended
  expect(process.exit).toHaveBeenCalledWith(130)
})

it('flushes when the executor ends the process', async () => {
  const { ended } = await started()
  process.emit('exit', 3)
  process.emit('SIGTERM')
  await ended
})

it('says why it cannot start', async () => {
  const { socket, port } = await openRouter({ host, port: 0 })
  let isOver = false
  const running = runPea(argsOf(port)).then(() => {
    isOver = true
  })
  // It tries for a while, and exits only when this test lets time go by.
  while (!isOver) {
    await vi.advanceTimersByTimeAsync(50)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await running
  expect([process.exitCode, written.join('')]).toEqual([
    1,
    expect.stringContaining(`port ${port} of ${host} is taken\nhint: `),
  ])
  socket.close()
})

it('ends at once if its launcher has gone before it could hold on to it', async () => {
  process.env[LIFELINE] = '1'
  const { ended } = await started()
  expect(process.exit).toHaveBeenCalledWith(1)
  process.emit('SIGTERM')
  await ended
})

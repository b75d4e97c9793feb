import { once } from 'node:events'
import { afterEach, expect, it, vi } from 'vitest'
import { toSettings } from '../../src/launch/settings.ts'
import { sketchPlan } from '../plan/plans.ts'

const plan = sketchPlan([{ id: 'gateway', to: [] }])
const line = { pea: 'a/0', stream: 'stdout', level: 'info', text: 'hello' } as const

afterEach(() => {
  vi.restoreAllMocks()
})

it('writes lines to stderr, after the id of their Pea, and starts paths from the working directory', () => {
  const written: unknown[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(text) > 0)
  const settings = toSettings(plan, { launchers: {}, onLog: undefined })
  settings.onLog(line)
  settings.onEvent({ type: 'pea-ready', pea: 'a/0', incarnation: 1 })
  expect(written).toEqual(['a/0 | hello\n'])
  expect(settings).toMatchObject({ flow: 'test', directory: process.cwd(), executors: {} })
})

it('turns what a listener throws into an uncaught exception', async () => {
  const failure = new Error('the listener failed')
  const onLog = () => {
    throw failure
  }
  const { onLog: guarded } = toSettings(plan, { launchers: {}, onLog })
  const listeners = process.rawListeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  const uncaught = once(process, 'uncaughtException')
  expect(() => guarded(line)).not.toThrow()
  expect((await uncaught)[0]).toBe(failure)
  for (const listener of listeners) process.on('uncaughtException', listener as (error: Error) => void)
})

it('names a working directory that was removed, unless another folder is passed', () => {
  vi.spyOn(process, 'cwd').mockImplementation(() => {
    throw new Error('ENOENT: no such file or directory, uv_cwd')
  })
  expect(() => toSettings(plan, { launchers: {} })).toThrow(expect.objectContaining({ code: 'LAUNCH_DIRECTORY' }))
  expect(toSettings(plan, { launchers: {}, directory: '/flow' })).toMatchObject({ directory: '/flow' })
})

import { expect, it } from 'vitest'
import { fakeLauncher, toSuiteSpec } from '../src/index.ts'

const spec = toSuiteSpec({ behaviour: 'tidy', name: 'encode' })

it('runs a Pea without a play until it is stopped', async () => {
  const launcher = fakeLauncher()
  const handle = await launcher.launch(spec)
  expect([...launcher.running]).toEqual([handle])
  expect(await handle.stop()).toEqual({ code: 0, signal: null, lastLines: [] })
  expect(launcher.running.size).toBe(0)
})

it('passes the executor to the play', async () => {
  const executor = () => undefined
  const received: unknown[] = []
  const launcher = fakeLauncher({ name: 'inline', play: (role) => void received.push(role.executor, role.spec) })
  const handle = await launcher.launch(spec, { executor })
  expect(received).toEqual([executor, spec])
  expect((await handle.stop({ grace: 0 })).signal).toBe('SIGKILL')
})

it('ends a Pea whose play rejects, with the error as its last line', async () => {
  const play = async () => {
    await null
    throw new Error('no model')
  }
  const { exited } = await fakeLauncher({ play }).launch(spec)
  expect(await exited).toEqual({ code: 1, signal: null, lastLines: ['Error: no model'] })
})

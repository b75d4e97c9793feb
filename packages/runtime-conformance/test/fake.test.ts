import { expect, it } from 'vitest'
import { fakeLauncher, toSuiteSpec } from '../src/index.ts'

const spec = toSuiteSpec({ behaviour: 'tidy', name: 'encode' })

it('runs until it is asked to end, when it is given nothing to play', async () => {
  const launcher = fakeLauncher()
  const handle = await launcher.launch(spec)
  expect([...launcher.running]).toEqual([handle])
  expect(await handle.stop()).toEqual({ code: 0, signal: null, lastLines: [] })
  expect(launcher.running.size).toBe(0)
})

it('hands the executor to the play', async () => {
  const executor = () => undefined
  const seen: unknown[] = []
  const launcher = fakeLauncher({ name: 'inline', play: (role) => void seen.push(role.executor, role.spec) })
  const handle = await launcher.launch(spec, { executor })
  expect(seen).toEqual([executor, spec])
  expect((await handle.stop({ grace: 0 })).signal).toBe('SIGKILL')
})

it('ends a Pea whose play fails, with the reason as its last line', async () => {
  const play = async () => {
    await null
    throw new Error('no model')
  }
  const { exited } = await fakeLauncher({ play }).launch(spec)
  expect(await exited).toEqual({ code: 1, signal: null, lastLines: ['Error: no model'] })
})

import { FlowError } from '@peaflow/core'
import type { ControlChannel } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import type { OpenPea } from '../../src/pea/pea-options.ts'
import { eventually } from '../eventually.ts'
import { specOf } from '../flow-spec.ts'
import { withoutLeaks } from '../handles.ts'
import { hostOf, isClosed, links, openAlone, opened } from './alone.ts'

it('opens its sockets, tells its Flow which, and is stopped', () =>
  withoutLeaks(async () => {
    const { pea, flow, host, messages } = await opened()
    expect(messages[0]).toMatchObject({ type: 'bound', pea: 'work/0' })
    expect(await isClosed(messages)).toBe(false)
    await Promise.all([pea.stop(), pea.stop(), pea.stop()])
    expect(await pea.ended).toEqual({ code: 0 })
    expect([host.tornDown, flow.closed]).toEqual([1, 1])
    expect(await isClosed(messages)).toBe(true)
  }))

it('closes its control channel if its port cannot be opened', () =>
  withoutLeaks(async () => {
    const { pea, messages } = await opened()
    const taken = messages
      .flatMap((message) => (message.type === 'bound' ? message.ports : []))
      .find((port) => port > 0)
    const { inputs } = specOf({ peas: { 'work/0': {} }, links }, 'work/0', 1)
    let closed = 0
    const control: ControlChannel = {
      send: () => undefined,
      listen: () => undefined,
      lost: new Promise(() => {}),
      close: async () => {
        closed += 1
      },
    }
    const onTaken = inputs.map((input) => ({ ...input, port: taken ?? 0 }))
    await expect(openAlone({ control }, { inputs: onTaken, outputs: [] })).rejects.toMatchObject({
      code: 'ADDRESS_IN_USE',
    })
    expect(closed).toBe(1)
    await pea.kill()
  }))

it('tells its Flow that the executor cannot be set up, and ends', () =>
  withoutLeaks(async () => {
    const setup = () => Promise.reject(new FlowError('LAUNCH_EXECUTOR_SETUP', 'no model'))
    const { host, own } = hostOf({ setup })
    const { pea, flow, messages } = await openAlone({ host: own })
    expect(await pea.ended).toEqual({ code: 1, reason: 'no model' })
    expect(messages.at(-1)).toMatchObject({ type: 'fatal', error: { code: 'LAUNCH_EXECUTOR_SETUP', pea: 'work/0' } })
    expect([host.tornDown, flow.closed]).toEqual([0, 1])
    expect(await isClosed(messages)).toBe(true)
  }))

it('does not become ready, or fail, when it is set up after it has ended', () =>
  withoutLeaks(async () => {
    for (const error of [undefined, new Error('no model')]) {
      let end = () => {}
      const setup = () =>
        new Promise<void>((resolve, reject) => {
          end = () => (error === undefined ? resolve() : reject(error))
        })
      const { pea, typesOf } = await openAlone({ host: hostOf({ setup }).own })
      await pea.kill()
      end()
      await new Promise((resolve) => setImmediate(resolve))
      expect(typesOf()).toEqual(['bound'])
      expect(await pea.ended).toMatchObject({ code: 137 })
    }
  }))

it('is not set up at all if it ends before its executor is loaded', async () => {
  let setups = 0
  const setup = () => {
    setups += 1
  }
  const { pea } = await openAlone({ executor: { setup } })
  await pea.kill()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(setups).toBe(0)
})

it('ends when its host dies, and says why', () =>
  withoutLeaks(async () => {
    const { pea, flow, host, messages } = await opened()
    host.die(new FlowError('LAUNCH_EXECUTOR_ENDED', 'it ran out of memory'))
    host.die(new FlowError('LAUNCH_EXECUTOR_ENDED', 'again'))
    expect(await pea.ended).toEqual({ code: 1, reason: 'it ran out of memory' })
    expect(messages.filter(({ type }) => type === 'fatal')).toHaveLength(1)
    expect(flow.closed).toBe(1)
    expect(await isClosed(messages)).toBe(true)
  }))

it('ends when it has lost its Flow', () =>
  withoutLeaks(async () => {
    const { pea, flow, messages } = await opened()
    flow.lose()
    expect(await pea.ended).toEqual({ code: 69, reason: 'it lost its Flow' })
    expect(await isClosed(messages)).toBe(true)
  }))

it('stops, answers and ends when its Flow says so', async () => {
  const { pea, flow, messages } = await opened()
  flow.send({ type: 'ping' })
  await eventually(() => messages.some(({ type }) => type === 'status')).toBe(true)
  flow.send({ type: 'cancel', requests: [1, 2] })
  flow.send({ type: 'stop' })
  expect(await pea.ended).toEqual({ code: 0 })
})

const ways: [
  name: string,
  act: (pea: OpenPea, flow: { lose(): void }, host: { die(error: FlowError): void }) => void,
][] = [
  ['stop', (pea) => void pea.stop()],
  ['kill', (pea) => void pea.kill()],
  ['loss', (_, flow) => flow.lose()],
  ['death', (_, _flow, host) => host.die(new FlowError('LAUNCH_EXECUTOR_ENDED', 'it died'))],
]

it.each(ways.flatMap(([one, first]) => ways.map(([other, second]) => ({ one, other, first, second }))))(
  'ends once, and closes all, at a $one and a $other together',
  ({ first, second }) =>
    withoutLeaks(async () => {
      const { pea, flow, host, messages, typesOf } = await opened()
      first(pea, flow, host)
      second(pea, flow, host)
      const end = await pea.ended
      await pea.stop()
      await pea.kill()
      expect(await pea.ended).toBe(end)
      expect(flow.closed).toBe(1)
      expect(typesOf().filter((type) => type === 'fatal').length).toBeLessThanOrEqual(1)
      expect(await isClosed(messages)).toBe(true)
    }),
)

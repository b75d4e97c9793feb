import { expect, it } from 'vitest'
import { FakeFlow, settle } from '../fake-flow.ts'
import { planOf } from './scaled.ts'

it('passes on once that a Pea leaves by itself, however often that asks, and answers each time', async () => {
  const flow = new FakeFlow(planOf(2), { ignores: (_, { type }) => type === 'drain' })
  await flow.start()
  const ask = async () => {
    flow.report({ type: 'leaving', pea: 'b/0', incarnation: 1 })
    await settle()
  }
  const told = () => [
    flow.historyOf('b/0').filter((event) => event === 'pea-leaving 1').length,
    ...[flow.sentTo('a/0', 'leaving'), flow.sentTo('b/0', 'leaving'), flow.sentTo('b/0', 'stop')].map(
      (one) => one.length,
    ),
  ]
  for (let time = 0; time < 3; time++) await ask()
  expect(told()).toEqual([1, 1, 3, 0])
  flow.report({ type: 'idle', pea: 'b/0' })
  await settle()
  expect(told()).toEqual([1, 1, 3, 1])
})

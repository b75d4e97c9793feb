import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeMachines } from './describe.ts'
import { type Network, openNetwork } from './network.ts'
import { flowOf, podsOn } from './remote-flow.ts'
import { SLOW, startUnderLoad } from './under-load.ts'

describeMachines('when the machine of a replica is cut off for good', () => {
  let network: Network

  beforeAll(() => {
    network = openNetwork()
  })
  afterAll(() => network.close())

  it('the replicas elsewhere do the work; once it is back, it helps again', { timeout: 300_000 }, async () => {
    const flow = flowOf(podsOn(network)('b1', { ...SLOW, replicas: 2 }))
    const { running, events, happened, more, expectAllOnce } = await startUnderLoad(flow, network)
    const [one] = network.machines
    await more(100)
    one.cut()
    await happened('pea-degraded', 1)
    const name = `"b1/0" on ${one.address}`
    const unavailable = { reason: expect.stringContaining(`${name} is unavailable: no Pea answers at tcp://`) }
    expect(events.filter(({ type }) => type === 'pea-exited' || type === 'pea-degraded')).toMatchObject([
      { pea: 'b1/0', exit: { reason: `${name} is out of reach` } },
      ...[1, 2, 3].map(() => ({ pea: 'b1/0', exit: unavailable })),
      { pea: 'b1/0', reason: expect.stringContaining('that machine cannot be reached') },
    ])
    await more(1_000)
    one.heal()
    await happened('pea-restarted', 1)
    await more(1_000)
    await expectAllOnce()
    const { peas } = await running.status()
    expect(peas.map(({ phase }) => phase)).toEqual(['ready', 'ready'])
    await running.stop()
  })
})

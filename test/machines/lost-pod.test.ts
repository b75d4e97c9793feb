import { buildFlow } from '@peaflow/flow'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { start } from '../../packages/engine/test/flows.ts'
import { describeMachines } from './describe.ts'
import { type Network, openNetwork } from './network.ts'
import { flowOf, podsOn } from './remote-flow.ts'
import { startRemotePeas } from './remote-peas.ts'
import { SLOW } from './under-load.ts'

describeMachines('when the only machine of a Pod is cut off for good', () => {
  let network: Network

  beforeAll(() => {
    network = openNetwork()
  })
  afterAll(() => network.close())

  it('a request fails at once when the Pod is known to be gone, naming its host', { timeout: 600_000 }, async () => {
    const restart = { policy: 'never', max: 0, window: 60_000 } as const
    const flow = flowOf(podsOn(network)('o1', { ...SLOW, restart }))
    await startRemotePeas(buildFlow(flow), network.machines)
    const { running, happened } = await start(flow)
    network.machines[0].cut()
    await happened('pea-lost', 1)
    const name = `"o1/0" on ${network.machines[0].address}`
    const failed = running.request('/', [{ text: 'x' }])
    await expect(failed).rejects.toMatchObject({ code: 'REQUEST_PEA_LOST', message: expect.stringContaining(name) })
    await running.stop()
  })
})

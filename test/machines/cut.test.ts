import { buildFlow, Flow } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { start } from '../../packages/engine/test/flows.ts'
import { describeMachines } from './describe.ts'
import { type Network, openNetwork } from './network.ts'
import { flowOf, type MakePod, podsOn } from './remote-flow.ts'
import { startRemotePeas } from './remote-peas.ts'
import { retransmissionsTo } from './retransmissions.ts'
import { SLOW, startUnderLoad } from './under-load.ts'

/** The kernel sends again after 0.2 s, then each time after twice as long: 5 times in about 6 s. */
const RETRANSMISSIONS = 5

describeMachines('when a machine is cut off', () => {
  let network: Network
  let pod: MakePod

  beforeAll(() => {
    network = openNetwork()
    pod = podsOn(network)
  })
  afterEach(() => network.machines[0].heal())
  afterAll(() => network.close())

  it('for a few seconds, no request is lost, and none is answered twice', { timeout: 600_000 }, async () => {
    // Longer than the cut.
    const patient = { ...SLOW, timeoutAlive: 60_000 }
    const fork = flowOf(pod('near', SLOW), pod('o1', patient), pod('t1', { ...patient, needs: 'near' }))
    const { running, events, more, expectAllOnce } = await startUnderLoad(fork.join(['o1', 't1']), network)
    const [one] = network.machines
    await more(100)
    one.cut()
    await expect.poll(() => retransmissionsTo(one.address)).toBeGreaterThanOrEqual(RETRANSMISSIONS)
    one.heal()
    await more(1_000)
    await expectAllOnce()
    expect(events.filter(({ type }) => type === 'pea-exited')).toEqual([])
    await running.stop()
  })

  it('a request that only it could answer fails within its time', { timeout: 600_000 }, async () => {
    const flow = new Flow({ name: 'quick', timeoutRequest: 3_000 }).add(pod('o1', SLOW)).add({ name: 'last' })
    await startRemotePeas(buildFlow(flow), network.machines)
    const { running } = await start(flow)
    network.machines[0].cut()
    const failed = running.request('/', [{ text: 'x' }])
    await expect(failed).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' })
    await running.stop()
  })
})

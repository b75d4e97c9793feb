import { setTimeout as delay } from 'node:timers/promises'
import type { Document } from '@peaflow/core'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { start } from '../../packages/engine/test/flows.ts'
import { describeMachines } from './describe.ts'
import { flowOf, type MakePod, podsOn } from './far-flow.ts'
import { startFarPeas } from './far-peas.ts'
import { type Network, openNetwork } from './network.ts'

/** Documents without end, until somebody has seen enough. */
function* endless(enough: AbortSignal): Generator<Document> {
  for (let number = 0; !enough.aborted; number++) yield { id: String(number) }
}

/** Starts a Flow and keeps it busy. */
async function startUnderLoad(flow: Flow, { machines }: Network) {
  await startFarPeas(buildFlow(flow), machines)
  const { running, events, happened } = await start(flow)
  const enough = new AbortController()
  const seen = new Map<string, number>()
  const errors: unknown[] = []
  let onResult = () => {}
  const loaded = (async () => {
    for await (const { documents, error } of running.stream('/', endless(enough.signal), { batch: 5 })) {
      if (error !== undefined) errors.push(error)
      for (const { id } of documents) seen.set(String(id), (seen.get(String(id)) ?? 0) + 1)
      onResult()
    }
  })()
  /** Resolves once so many more documents are back. */
  const more = (count: number) => {
    const wanted = seen.size + count
    return new Promise<void>((resolve) => {
      onResult = () => seen.size >= wanted && resolve()
    })
  }
  /** Ends the load: no request failed, and every document came back, once. */
  const expectAllOnce = async () => {
    enough.abort()
    await loaded
    expect(errors).toEqual([])
    const times = Array.from({ length: seen.size }, (_, number) => seen.get(String(number)))
    expect(times.filter((count) => count !== 1)).toEqual([])
  }
  return { running, events, happened, more, expectAllOnce }
}

describeMachines('when a machine is cut off', () => {
  let network: Network
  let pod: MakePod
  const slow = { uses: './slow.mjs', with: { milliseconds: 2 } }

  beforeAll(() => {
    network = openNetwork()
    pod = podsOn(network)
  })
  afterEach(() => network.machines[0].heal())
  afterAll(() => network.close())

  it('for 5 s, no request is lost, and none is answered twice', { timeout: 120_000 }, async () => {
    const fork = flowOf(pod('near', slow), pod('o1', slow), pod('t1', { ...slow, needs: 'near' }))
    const { running, events, more, expectAllOnce } = await startUnderLoad(fork.join(['o1', 't1']), network)
    const [one] = network.machines
    await more(100)
    one.cut()
    await delay(5_000)
    one.heal()
    await more(1_000)
    await expectAllOnce()
    expect(events.filter(({ type }) => type === 'pea-exited')).toEqual([])
    await running.stop()
  })

  it('for good, the replicas elsewhere do the work; once it is back, it helps again', {
    timeout: 300_000,
  }, async () => {
    const restart = { policy: 'on_failure', max: 1, window: 60_000 } as const
    const flow = flowOf(pod('b1', { ...slow, replicas: 2, restart }))
    const { running, events, happened, more, expectAllOnce } = await startUnderLoad(flow, network)
    const [one] = network.machines
    await more(100)
    one.cut()
    await happened('pea-lost', 1)
    const name = `"b1/0" on ${one.address}`
    expect(events.filter(({ type }) => type === 'pea-exited' || type === 'pea-lost')).toMatchObject([
      { pea: 'b1/0', exit: { reason: `${name} is out of reach` } },
      { pea: 'b1/0', exit: { reason: expect.stringContaining(`${name} is not to be had: no Pea answers at tcp://`) } },
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

  it('a request that only it could answer fails within its time', { timeout: 120_000 }, async () => {
    const flow = new Flow({ name: 'quick', timeoutRequest: 3_000 }).add(pod('o1', slow)).add({ name: 'last' })
    await startFarPeas(buildFlow(flow), network.machines)
    const { running } = await start(flow)
    network.machines[0].cut()
    const failed = running.request('/', [{ text: 'x' }])
    await expect(failed).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' })
    await running.stop()
  })

  it('a request fails at once when its Pod is known to be gone, naming its host', { timeout: 120_000 }, async () => {
    const restart = { policy: 'never', max: 0, window: 60_000 } as const
    const flow = flowOf(pod('o1', { ...slow, restart }))
    await startFarPeas(buildFlow(flow), network.machines)
    const { running, happened } = await start(flow)
    network.machines[0].cut()
    await happened('pea-lost', 1)
    const name = `"o1/0" on ${network.machines[0].address}`
    const failed = running.request('/', [{ text: 'x' }])
    await expect(failed).rejects.toMatchObject({ code: 'REQUEST_PEA_LOST', message: expect.stringContaining(name) })
    await running.stop()
  })
})

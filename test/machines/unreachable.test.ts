import type { RunningFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { start } from '../../packages/engine/test/flows.ts'
import { describeMachines } from './describe.ts'
import { flowOf, podsOn } from './far-flow.ts'
import { startFarPeas } from './far-peas.ts'
import { type Network, openNetwork } from './network.ts'
import { startStranger } from './strangers.ts'

/** Milliseconds in which a start has to fail: the 5 s that a Pea has to answer, and much patience with this machine. */
const FAILED = 20_000

/** Milliseconds in which a Flow that is up answers, whatever else happens. */
const ANSWERED = 3_000

/** An address where the Pea should be: its host, its control port, and whether its machine is cut off. */
interface Wrong {
  readonly host?: string | undefined
  readonly port: number
}

describeMachines('a Flow whose external Pod is not to be had', () => {
  let network: Network
  let other: RunningFlow

  beforeAll(() => {
    network = openNetwork()
  })
  beforeEach(async () => {
    const flow = new Flow({ name: 'other' }).add({ name: 'near', uses: './upper.mjs' })
    other = (await start(flow)).running
  })
  afterEach(async () => {
    network.machines[0].heal()
    await other.stop()
  })
  afterAll(() => network.close())

  const cases: [what: string, prepare: () => Promise<Wrong> | Wrong, code: string, message: RegExp][] = [
    [
      'a host name that does not resolve',
      () => ({ host: 'nowhere.invalid', port: 5_000 }),
      'ADDRESS_UNRESOLVED',
      /^"far\/0" on nowhere.invalid is not to be had: the host name "nowhere.invalid" does not resolve$/,
    ],
    [
      'a closed port',
      () => ({ port: 1 }),
      'LAUNCH_PING',
      /^"far\/0" on .*: no Pea answers at .*: nothing listens there$/,
    ],
    [
      'a machine that is away',
      () => {
        network.machines[0].cut()
        return { port: 5_000 }
      },
      'LAUNCH_PING',
      /^"far\/0" on .*: no Pea answers at .*: that machine cannot be reached$/,
    ],
    [
      'a stranger',
      async () => ({ port: await startStranger(network.machines[0], 'a web server') }),
      'LAUNCH_PING',
      /^"far\/0" on .*: no Pea answers at .*: what listens there is not a Pea$/,
    ],
    [
      'one that says nothing',
      async () => ({ port: await startStranger(network.machines[0], 'a deaf one') }),
      'LAUNCH_PING',
      /^"far\/0" on .*: no Pea answers at .*: what listens there does not respond$/,
    ],
    [
      'a Pea of another version of the protocol',
      async () => ({ port: await startStranger(network.machines[0], 'a Pea of another version') }),
      'LAUNCH_PROTOCOL',
      /^"far\/0" on .* is not to be had: the Pea at .* does not speak version 1 of the protocol$/,
    ],
    [
      'the Pea of another Pod',
      async () => {
        const plan = buildFlow(flowOf(podsOn(network)('o1')))
        await startFarPeas(plan, network.machines)
        return { port: plan.peas[0]?.control.port ?? 0 }
      },
      'LAUNCH_OTHER_PEA',
      /^at tcp:.* is "o1\/0", where "far\/0" should be$/,
    ],
  ]

  it.each(cases)('%s is one clear error, soon, and stalls no other Flow', { timeout: 60_000 }, async (...row) => {
    const [, prepare, code, message] = row
    const { host = network.machines[0].address, port } = await prepare()
    const flow = new Flow({ name: 'failing' })
      .add({ name: 'near' })
      .add({ name: 'far', external: true, host, portControl: port })
    const begun = performance.now()
    let failed = false
    const failing = start(flow).then(
      () => undefined,
      (error: Error) => error,
    )
    void failing.then(() => {
      failed = true
    })
    let slowest = 0
    while (!failed) {
      const asked = performance.now()
      await other.request('/', [{ text: 'x' }])
      slowest = Math.max(slowest, performance.now() - asked)
    }
    expect(await failing).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(performance.now() - begun).toBeLessThan(FAILED)
    expect(slowest).toBeLessThan(ANSWERED)
  })
})

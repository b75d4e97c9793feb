import type { RunningFlow } from '@peaflow/engine'
import { buildFlow, Flow } from '@peaflow/flow'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { start } from '../../packages/engine/test/flows.ts'
import { describeMachines } from './describe.ts'
import { type Network, openNetwork } from './network.ts'
import { flowOf, podsOn } from './remote-flow.ts'
import { startRemotePeas } from './remote-peas.ts'
import { startUnknownPeer } from './unknown-peers.ts'

/** Milliseconds within which a start must fail: the 5 s that a Pea has to answer, and time for a busy machine. */
const START_LIMIT = 45_000

/** Milliseconds within which another Flow answers: less than the 5 s for which a start could block it. */
const ANSWER_LIMIT = 4_500

/** The address at which the Flow expects the Pea: its host and control port. */
interface Wrong {
  readonly host?: string | undefined
  readonly port: number
}

describeMachines('a Flow whose external Pod is unavailable', () => {
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
      /^"far\/0" on nowhere.invalid is unavailable: the host name "nowhere.invalid" does not resolve$/,
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
      'something else',
      async () => ({ port: await startUnknownPeer(network.machines[0], 'a web server') }),
      'LAUNCH_PING',
      /^"far\/0" on .*: no Pea answers at .*: what listens there is not a Pea$/,
    ],
    [
      'an unresponsive one',
      async () => ({ port: await startUnknownPeer(network.machines[0], 'an unresponsive one') }),
      'LAUNCH_PING',
      /^"far\/0" on .*: no Pea answers at .*: what listens there does not respond$/,
    ],
    [
      'a Pea of another version of the protocol',
      async () => ({ port: await startUnknownPeer(network.machines[0], 'a Pea of another version') }),
      'LAUNCH_PROTOCOL',
      /^"far\/0" on .* is unavailable: the Pea at .* speaks version \d+ of the protocol, not 2$/,
    ],
    [
      'the Pea of another Pod, which has another key',
      async () => {
        const plan = buildFlow(flowOf(podsOn(network)('o1')))
        await startRemotePeas(plan, network.machines)
        return { port: plan.peas[0]?.control.port ?? 0 }
      },
      'LAUNCH_PING',
      /^"far\/0" on .*: no Pea answers at .*: what listens there does not respond$/,
    ],
  ]

  it.each(cases)('%s is one clear error, soon, and stalls no other Flow', async (...row) => {
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
    expect(performance.now() - begun).toBeLessThan(START_LIMIT)
    expect(slowest).toBeLessThan(ANSWER_LIMIT)
  })
})

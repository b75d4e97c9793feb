import type { FlowError } from '@peaflow/core'
import { buildFlow, type Flow } from '@peaflow/flow'
import { afterAll, beforeAll, it } from 'vitest'
import { freePort } from '../free-port.ts'
import { describeMachines } from './describe.ts'
import { type Network, openNetwork } from './network.ts'
import { expectToPass, flowOf, type MakePod, podsOn } from './remote-flow.ts'

describeMachines('a Flow with external Pods on other machines', () => {
  let network: Network
  let pod: MakePod

  beforeAll(async () => {
    network = openNetwork()
    pod = podsOn(network, [freePort(), freePort(), freePort()])
  })
  afterAll(() => network.close())

  const graphs: [what: string, flow: () => Flow, mark: string][] = [
    ['one external Pod alone', () => flowOf(pod('o1')), 'o1'],
    ['first', () => flowOf(pod('o1'), pod('near')), 'o1near'],
    ['last', () => flowOf(pod('near'), pod('o1')), 'nearo1'],
    ['between', () => flowOf(pod('n1'), pod('o1'), pod('n2')), 'n1o1n2'],
    ['on this machine', () => flowOf(pod('n1'), pod('h1'), pod('n2')), 'n1h1n2'],
    ['two on one machine', () => flowOf(pod('o1'), pod('near'), pod('o2')), 'o1nearo2'],
    ['two on different machines', () => flowOf(pod('o1'), pod('near'), pod('t1')), 'o1neart1'],
    [
      'fork and join',
      () => flowOf(pod('n1'), pod('o1'), pod('t1', { needs: 'n1' }), { name: 'j', needs: ['o1', 't1'] }),
      'n1t1',
    ],
    [
      'a fork at an external Pod',
      () => flowOf(pod('o1'), pod('n1'), pod('n2', { needs: 'o1' }), { name: 'j', needs: ['n1', 'n2'] }),
      'o1n2',
    ],
    [
      'a join at an external Pod',
      () => flowOf(pod('n1'), pod('n2', { needs: 'gateway' }), pod('o1', { needs: ['n1', 'n2'] })),
      'n2o1',
    ],
    ['replicas on one machine', () => flowOf(pod('n1'), pod('o1', { replicas: 2 }), pod('n2')), 'n1o1n2'],
    ['replicas on two machines', () => flowOf(pod('b1', { replicas: 3 })), 'b1'],
    ['replicas of which all are asked', () => flowOf(pod('b1', { replicas: 2, polling: 'all' })), 'b1'],
    [
      'replicas of neighbours',
      () => flowOf(pod('n1', { replicas: 2 }), pod('b1', { replicas: 2 }), pod('n2', { replicas: 2 })),
      'n1b1n2',
    ],
    [
      'external replicas of external neighbours',
      () => flowOf(pod('b1', { replicas: 2 }), pod('b2', { replicas: 2 })),
      'b1b2',
    ],
  ]

  // The hint of each error is followed until there is none.
  const neighbours: [what: string, flow: () => Flow, mark: string][] = [
    ['on one machine', () => flowOf(pod('o1'), pod('o2')), 'o1o2'],
    ['on different machines', () => flowOf(pod('o1'), pod('t1')), 'o1t1'],
    ['of which the second is on this machine', () => flowOf(pod('o1'), pod('h1')), 'o1h1'],
    ['of which the first is on this machine', () => flowOf(pod('h1'), pod('o1')), 'h1o1'],
    ['three in a row', () => flowOf(pod('o1'), pod('t1'), pod('o2')), 'o1t1o2'],
    [
      'a fork to one that is external, and one that is not',
      () => flowOf(pod('o1'), pod('t1'), pod('n1', { needs: 'o1' }), { name: 'j', needs: ['t1', 'n1'] }),
      'o1n1',
    ],
    [
      'a fork to two machines',
      () => flowOf(pod('o1'), pod('t1'), pod('h1', { needs: 'o1' }), { name: 'j', needs: ['t1', 'h1'] }),
      'o1h1',
    ],
    [
      'a join of one that is external, and one that is not',
      () => flowOf(pod('n1'), pod('o1', { needs: 'gateway' }), pod('t1', { needs: ['n1', 'o1'] })),
      'o1t1',
    ],
    [
      'a join of two machines',
      () => flowOf(pod('o1'), pod('t1', { needs: 'gateway' }), pod('o2', { needs: ['o1', 't1'] })),
      't1o2',
    ],
  ]

  it.each(neighbours)('external neighbours, set by hand: %s', { timeout: 600_000 }, async (_what, makeFlow, mark) => {
    await expectToPass(followHints(makeFlow(), network.address), mark, network)
  })

  it.each(graphs)('%s', { timeout: 600_000 }, async (_what, makeFlow, mark) => {
    await expectToPass(makeFlow(), mark, network)
  })
})

/** Sets the options that the errors of a build ask for, until there is none. */
function followHints(flow: Flow, hostname: string): Flow {
  try {
    buildFlow(flow, { hostname })
    return flow
  } catch (error) {
    const { hint = '' } = error as FlowError
    const found =
      /"(.+)" dial: give it (host_in|host_out): (.+) and (port_\w+): (\d+), and give "(.+)" (port_\w+): (\d+)$/.exec(
        hint,
      )
    if (found === null) throw error
    const [, dialler = '', host = '', address, port = '', number, other = '', otherPort = '', otherNumber] = found
    const changed = flow.set(dialler, { [toOption(host)]: address, [toOption(port)]: Number(number) })
    return followHints(changed.set(other, { [toOption(otherPort)]: Number(otherNumber) }), hostname)
  }
}

function toOption(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())
}

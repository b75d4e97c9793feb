import { buildFlow, Flow, type PodOptions } from '@peaflow/flow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../free-port.ts'
import { describeMachines } from './describe.ts'
import { type Network, openNetwork } from './network.ts'
import { expectToPass, type MakePod, podsOn } from './remote-flow.ts'

describeMachines("the remote half of JEP 2's table, for Peas on the host", () => {
  let network: Network
  let pod: MakePod
  let port: number

  beforeAll(async () => {
    network = openNetwork()
    pod = podsOn(network)
    port = freePort()
  })
  afterAll(() => network.close())

  const here = () => network.address
  const one = () => network.machines[0].address
  const two = () => network.machines[1].address

  // Two Pods in a row, of which the one that dials is named; each cell of two directions, in both.
  const cells: [connect: string, bind: string, dialler: string, pods: () => PodOptions[], host: () => string][] = [
    ['local', 'remote', 'near', () => [pod('near'), pod('o1')], one],
    ['local', 'remote', 'near', () => [pod('o1'), pod('near')], one],
    [
      'remote',
      'local',
      'o1',
      () => [pod('o1', { hostOut: here(), portOut: port }), pod('near', { portIn: port })],
      here,
    ],
    [
      'remote',
      'local',
      'o1',
      () => [pod('near', { portOut: port }), pod('o1', { hostIn: here(), portIn: port })],
      here,
    ],
    [
      'remote',
      'same remote',
      'o1',
      () => [pod('o1', { hostOut: '0.0.0.0', portOut: 6000 }), pod('o2', { portIn: 6000 })],
      () => '0.0.0.0',
    ],
    [
      'remote',
      'same remote',
      'o2',
      () => [pod('o1', { portOut: 6000 }), pod('o2', { hostIn: '0.0.0.0', portIn: 6000 })],
      () => '0.0.0.0',
    ],
    [
      'remote',
      'different remote',
      'o1',
      () => [pod('o1', { hostOut: two(), portOut: 6000 }), pod('t1', { portIn: 6000 })],
      two,
    ],
    [
      'remote',
      'different remote',
      't1',
      () => [pod('o1', { portOut: 6000 }), pod('t1', { hostIn: one(), portIn: 6000 })],
      one,
    ],
  ]

  describe.each(['curve', 'none'] as const)('with security: %s', (security) => {
    it.each(cells)('%s dials %s: %s does', async (_connect, _bind, dialler, pods, host) => {
      const names = pods().map(({ name }) => name)
      const flow = pods().reduce((grown, pod) => grown.add(pod), new Flow({ name: 'far', security }))
      const [from, to] = names.map((name) => `${name}/0`)
      const link = buildFlow(flow).links.find((one) => one.from === from && one.to === to)
      expect(link).toMatchObject({ connect: `${dialler}/0`, address: expect.stringContaining(`tcp://${host()}:`) })
      await expectToPass(flow, names.join(''), network)
    })
  })
})

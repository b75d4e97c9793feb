import { buildFlow, Flow } from '@peaflow/flow'
import { expect, it } from 'vitest'
import { describeAddress } from '../../src/picture/address.ts'

function addressesOf(flow: Flow, hostname?: string): string[] {
  const plan = buildFlow(flow, { hostname })
  const peas = new Map(plan.peas.map((pea) => [pea.id, pea]))
  return plan.links.map((link) => describeAddress(link, peas))
}

it('of Peas of this machine are Unix sockets', () => {
  expect(addressesOf(new Flow().add({ name: 'a', replicas: 2 }))).toEqual(Array(4).fill('Unix socket'))
})

it('are those of the plan where they are given by hand, and where a container cannot use a Unix socket', () => {
  const flow = new Flow()
    .add({ name: 'a', portIn: 5_000 })
    .add({ name: 'b', image: 'acme/b', replicas: 2 })
    .add({ name: 'c', image: 'acme/c' })
  expect(addressesOf(flow)).toEqual([
    'loopback:5000',
    'Unix socket, else host.docker.internal, any port',
    'Unix socket, else host.docker.internal, any port',
    'Unix socket, else host.docker.internal:20001',
    'Unix socket, else host.docker.internal:20001',
    'Unix socket, else host.docker.internal, any port',
  ])
})

it('of another machine are what it is dialled at', () => {
  const flow = new Flow().add({ name: 'a', host: '10.0.0.7', external: true, portIn: 5_000, portOut: 5_001 })
  expect(addressesOf(flow, '10.0.0.1')).toEqual(['10.0.0.7:5000', '10.0.0.7:5001'])
})

it('are all interfaces where the Flow says so', () => {
  const flow = new Flow({ bind: '0.0.0.0' }).add({ name: 'a' }).add({ name: 'b', portIn: 5_000 })
  expect(addressesOf(flow)).toEqual([
    'all interfaces, any port',
    'all interfaces, port 5000',
    'all interfaces, any port',
  ])
})

it('in a cluster are those of Kubernetes Pods, and of this machine as the cluster reaches it', () => {
  const inCluster = { image: 'acme/a', runtime: 'kubernetes' }
  const flow = new Flow().add({ ...inCluster, name: 'a' }).add({ ...inCluster, name: 'b' })
  expect(addressesOf(flow, '10.0.0.1')).toEqual([
    '10.0.0.1, any port',
    'its Kubernetes Pod, port 20000',
    '10.0.0.1, any port',
  ])
})

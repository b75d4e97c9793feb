import { expect, test } from 'vitest'
import type { ContainerOptions } from '../../src/plan/options.ts'
import type { SocketPlan } from '../../src/plan/plan.ts'
import { socketInside } from '../../src/topology/inside.ts'

const bind: SocketPlan = { pattern: 'ROUTER', mode: 'BIND', host: '127.0.0.1', port: 5, bridge: true, peers: ['a/0'] }
const connect: SocketPlan = {
  pattern: 'DEALER',
  mode: 'CONNECT',
  host: 'host.docker.internal',
  port: 5,
  peers: ['a/0'],
}
const inside: SocketPlan = { pattern: 'ROUTER', mode: 'BIND', host: '0.0.0.0', port: 5, peers: ['a/0'] }
const network = (NetworkMode: string): ContainerOptions => ({ docker: { HostConfig: { NetworkMode } } })

const rows: [what: string, pea: Parameters<typeof socketInside>[0], planned: SocketPlan, told: SocketPlan][] = [
  ['a Pea without a container: as planned', {}, bind, bind],
  ['a container: on all its interfaces', { image: 'x' }, bind, inside],
  ['a container that dials: as planned', { image: 'x' }, connect, connect],
  ['a container in a network of its own', { image: 'x', container: network('search') }, bind, inside],
  ["a container in its machine's network: as planned", { image: 'x', container: network('host') }, bind, bind],
]

test.each(rows)('it tells %s', (_what, pea, planned, told) => {
  expect(socketInside(pea, planned)).toEqual(told)
})

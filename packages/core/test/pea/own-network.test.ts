import { expect, test } from 'vitest'
import { socketInside } from '../../src/pea/own-network.ts'
import type { ContainerOptions } from '../../src/plan/options.ts'
import type { SocketPlan } from '../../src/topology/socket.ts'

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

const rows: [what: string, pea: Parameters<typeof socketInside>[0], planned: SocketPlan, own: SocketPlan][] = [
  ['a Pea outside of a container is as planned', {}, bind, bind],
  ['a container listens on all interfaces', { image: 'x' }, bind, inside],
  ['a container that dials is as planned', { image: 'x' }, connect, connect],
  [
    'a container with its own network listens on all interfaces',
    { image: 'x', container: network('search') },
    bind,
    inside,
  ],
  ['a container in the network of its machine is as planned', { image: 'x', container: network('host') }, bind, bind],
]

test.each(rows)('the socket of %s', (_what, pea, planned, own) => {
  expect(socketInside(pea, planned)).toEqual(own)
})

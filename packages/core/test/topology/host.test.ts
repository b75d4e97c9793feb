import { describe, expect, it } from 'vitest'
import { CLUSTER_HOST, machineOf, resolveHost, shareMachine } from '../../src/topology/host.ts'
import type { Placement } from '../../src/topology/placement.ts'

const placements = {
  'local docker': { image: 'acme/encoder', hostname: 'here' },
  'local process': { hostname: 'here' },
  'one docker': { host: 'one', image: 'acme/encoder' },
  'one process': { host: 'one' },
  'other docker': { host: 'other', image: 'acme/encoder' },
  'other process': { host: 'other' },
} as const satisfies Record<string, Placement>

type Name = keyof typeof placements

const binds: readonly Name[] = [
  'local docker',
  'local process',
  'one docker',
  'one process',
  'other docker',
  'other process',
]

// The table of JEP 2, row for row: the CONNECT end, then the host that it dials to reach each of `binds`.
const docker = 'host.docker.internal'
const matrix: readonly (readonly [connect: Name, hosts: readonly string[]])[] = [
  ['local docker', [docker, docker, 'one', 'one', 'other', 'other']],
  ['local process', ['0.0.0.0', '0.0.0.0', 'one', 'one', 'other', 'other']],
  ['one docker', ['here', 'here', docker, docker, 'other', 'other']],
  ['one process', ['here', 'here', '0.0.0.0', '0.0.0.0', 'other', 'other']],
]

describe('resolveHost', () => {
  for (const [connect, hosts] of matrix) {
    for (const [column, bind] of binds.entries()) {
      it(`lets ${connect} dial ${bind} at ${hosts[column]}`, () => {
        expect(resolveHost({ bind: placements[bind], connect: placements[connect] })).toBe(hosts[column])
      })
    }
  }

  it('dials the hostname of a remote machine rather than its host', () => {
    expect(resolveHost({ bind: { host: '10.0.0.2', hostname: 'two.lan' }, connect: {} })).toBe('two.lan')
  })

  it('leaves the address of a Pea in a cluster to its launch', () => {
    const inCluster = { host: CLUSTER_HOST, image: 'acme/encoder' }
    expect(resolveHost({ bind: inCluster, connect: inCluster })).toBe(CLUSTER_HOST)
    expect(resolveHost({ bind: placements['local process'], connect: inCluster })).toBe('here')
    expect(resolveHost({ bind: placements['one process'], connect: inCluster })).toBe('one')
  })

  it('refuses to let a cluster dial this machine without a hostname', () => {
    expect(() => resolveHost({ bind: {}, connect: { host: CLUSTER_HOST, image: 'x' } })).toThrow(
      expect.objectContaining({
        code: 'ADDRESS_HOSTNAME',
        message: 'Kubernetes must dial this machine, but the Flow has no hostname',
      }),
    )
  })

  it('refuses to let another machine dial this one without a hostname', () => {
    expect(() => resolveHost({ bind: {}, connect: { host: 'one' } })).toThrow(
      expect.objectContaining({ code: 'ADDRESS_HOSTNAME', message: expect.stringContaining('"one"') }),
    )
  })
})

describe('machineOf', () => {
  it.each(['localhost', '127.0.0.1', '::1', '0.0.0.0', null, undefined])('maps %s to this machine', (host) => {
    expect(machineOf({ host })).toBeNull()
  })

  it('distinguishes machines by host, not by hostname', () => {
    expect(shareMachine({ host: 'one', hostname: 'a' }, { host: 'one', hostname: 'b', image: 'x' })).toBe(true)
    expect(shareMachine({ host: 'one', hostname: 'a' }, { host: 'other', hostname: 'a' })).toBe(false)
  })
})

import { basename, dirname } from 'node:path'
import type { PeaPlan, SocketPlan } from '@peaflow/core'
import { buildFlow, Flow } from '@peaflow/flow'
import { describe, expect, it } from 'vitest'
import { dialsControlPort, foldersOf, type SharedMachine, settle } from '../../src/plan/settle.ts'
import { addressesOf, launchWire, resolveWire } from '../../src/plan/wire.ts'

/** A machine that all Peas share but those of some Pods. */
function machineWithout(...pods: readonly string[]): SharedMachine {
  return {
    control: '/run/control/0',
    isShared: (pea) => !pods.includes(pea.split('/')[0] ?? ''),
    socketOf: (pea, key) => `/run/${pea.replace('/', '-')}/${key.replaceAll(' ', '-')}`,
  }
}

function settled(flow: Flow, machine: SharedMachine): ReadonlyMap<string, PeaPlan> {
  return new Map(buildFlow(flow, { hostname: '10.0.0.1' }).peas.map((pea) => [pea.id, settle(pea, machine)]))
}

const socketsOf = (pea: PeaPlan | undefined): readonly SocketPlan[] => [...(pea?.inputs ?? []), ...(pea?.outputs ?? [])]

const image = 'acme/b'
const chain = new Flow().add({ name: 'a' }).add({ name: 'b', image, replicas: 2 }).add({ name: 'c' })

describe('a settled Pea', () => {
  it('finds the same path at both ends of each link, and another one for each socket', () => {
    const flow = new Flow()
      .add({ name: 'a', replicas: 2 })
      .add({ name: 'b', needs: 'a' })
      .join(['a', 'b'], { name: 'j' })
      .add({ name: 'all', replicas: 3, polling: 'all' })
    const peas = settled(flow, machineWithout())
    const bound = [...peas.values()].flatMap((pea) => socketsOf(pea).filter(({ mode }) => mode === 'BIND'))
    const dialled = [...peas.values()].flatMap((pea) => socketsOf(pea).filter(({ mode }) => mode === 'CONNECT'))
    expect(new Set(bound.map(({ path }) => path)).size).toBe(bound.length)
    for (const { path, peers } of dialled) {
      const [own] = bound.filter((socket) => socket.path === path)
      expect(own).toBeDefined()
      expect(socketsOf(peas.get(peers[0] ?? '')).map((socket) => socket.path)).toContain(path)
    }
    expect([...bound, ...dialled].every(({ transport }) => transport === 'unix')).toBe(true)
  })

  it('uses TCP where one end does not share the machine, and both where some peers do', () => {
    const apart = settled(chain, machineWithout('b'))
    expect(
      [...apart.values()].flatMap(socketsOf).filter(({ peers }) => peers.some((id) => id.startsWith('b/'))),
    ).toEqual(
      [...Array(2)].map(() => expect.not.objectContaining({ path: expect.anything(), transport: expect.anything() })),
    )
    const mixed = new Flow().add({ name: 'a' }).add({ name: 'b', replicas: 2, host: ['localhost', '10.0.0.7'], image })
    expect(
      socketsOf(settled(mixed, { ...machineWithout(), isShared: (id) => id !== 'b/1' }).get('a/0')),
    ).toContainEqual(
      expect.objectContaining({ mode: 'BIND', transport: 'both', path: '/run/a-0/to-b-0', host: '0.0.0.0' }),
    )
  })

  it('has the control socket of the Flow, unless it does not share the machine', () => {
    const peas = settled(chain, machineWithout('b'))
    expect(peas.get('a/0')?.control).toMatchObject({ path: '/run/control/0' })
    expect([...peas.values()].filter(dialsControlPort).map(({ id }) => id)).toEqual(['b/0', 'b/1'])
  })

  it('needs its own folder, and those of the Peas that it dials, to read', () => {
    const peas = settled(chain, machineWithout())
    expect(foldersOf(peas.get('b/0') as PeaPlan)).toEqual([
      { path: '/run/a-0', readOnly: true },
      { path: '/run/c-0', readOnly: true },
      { path: '/run/control', readOnly: true },
    ])
    expect(foldersOf(peas.get('c/0') as PeaPlan)).toContainEqual({ path: '/run/c-0', readOnly: false })
    for (const pea of peas.values()) {
      for (const { path, mode } of socketsOf(pea)) {
        expect(foldersOf(pea)).toContainEqual({ path: dirname(path ?? ''), readOnly: mode === 'CONNECT' })
        expect(basename(path ?? '')).not.toBe('')
      }
    }
  })
})

describe('the wire of a settled Pea', () => {
  const peas = settled(chain, machineWithout())
  const worker = peas.get('b/0') as PeaPlan
  const head = peas.get('a/0') as PeaPlan

  it('has the paths that it opens at once, and those that it dials once they are open', () => {
    expect(
      socketsOf({ ...head, ...launchWire(head) }).map(({ mode, path, port }) => [mode, path !== undefined, port]),
    ).toEqual(socketsOf(head).map(({ mode }) => [mode, mode === 'BIND', 0]))
    expect(launchWire(worker).inputs.map(({ path, port }) => [path, port])).toEqual([[undefined, 0]])
    expect(resolveWire(worker, () => undefined)).toEqual(launchWire(worker))
    const open = { ...launchWire(head), ports: socketsOf(head).map(() => 0) }
    const wire = resolveWire(worker, (id) => (id === 'a/0' ? open : undefined))
    expect(wire.inputs.map(({ path, port }) => [path, port])).toEqual([['/run/a-0/to-b-0', 0]])
    expect(wire.outputs.map(({ path, port }) => [path, port])).toEqual([[undefined, 0]])
    expect(addressesOf(open)).toContain('unix:/run/a-0/to-b-0')
    expect(addressesOf({ ...wire, ports: [0, 0] })).toEqual(['unix:/run/a-0/to-b-0'])
  })
})

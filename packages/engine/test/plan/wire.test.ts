import { describe, expect, test } from 'vitest'
import {
  carryPorts,
  hangsUp,
  isComplete,
  launchWire,
  type OpenWire,
  opensPort,
  resolveWire,
  type Wire,
} from '../../src/plan/wire.ts'
import { sketchPlan } from './plans.ts'

const plan = sketchPlan([
  { id: 'a/0', to: ['b/0', 'b/1'] },
  { id: 'b/0', to: ['c/0'] },
  { id: 'b/1', to: ['c/0'] },
  { id: 'c/0', image: 'acme/c', to: ['d/0'] },
  { id: 'd/0', image: 'acme/d', to: ['gateway'] },
  { id: 'gateway', to: ['a/0'] },
])

function peaOf(id: string) {
  const pea = plan.peas.find((one) => one.id === id)
  if (pea === undefined) throw new Error(id)
  return pea
}

const portsOf = ({ inputs, outputs }: Wire) => [...inputs, ...outputs].map(({ mode, port }) => `${mode} ${port}`)

describe('launchWire', () => {
  const cases: [id: string, ports: string[]][] = [
    ['a/0', ['BIND 0', 'BIND 0']],
    ['b/0', ['CONNECT 0', 'CONNECT 0']],
    // A container publishes the port of the plan.
    ['d/0', [`BIND ${peaOf('d/0').inputs[0]?.port}`, 'CONNECT 0']],
  ]
  test.each(cases)('it leaves ports open that are chosen at the start: %s', (id, ports) => {
    expect(portsOf(launchWire(peaOf(id)))).toEqual(ports)
  })

  test('it opens a port that was given by hand, and dials one only when the other end is open', () => {
    expect(portsOf(launchWire(byHand('a/0')))).toEqual(['BIND 7000', 'BIND 0'])
    expect(portsOf(launchWire(byHand('b/0')))).toEqual(['CONNECT 0', 'CONNECT 0'])
  })
})

/** A Pea whose inputs have a port given by hand. */
function byHand(id: string) {
  const pea = peaOf(id)
  return { ...pea, inputs: pea.inputs.map((input) => ({ ...input, port: 7_000, fixed: true as const })) }
}

describe('resolveWire', () => {
  const a: OpenWire = { ...launchWire(peaOf('a/0')), ports: [31_000, 31_001] }
  const c: OpenWire = { ...launchWire(peaOf('c/0')), ports: [20_008, 0], published: { 20008: 48_000 } }
  const open = new Map([
    ['a/0', a],
    ['c/0', c],
  ])
  const resolve = (id: string) => resolveWire(peaOf(id), (peer) => open.get(peer))

  test('it dials the port that the other end opened', () => {
    expect(portsOf(resolve('b/0'))[0]).toBe('CONNECT 31001')
    expect(portsOf(resolve('gateway'))).toEqual(['BIND 0', 'CONNECT 31000'])
  })

  test('it dials the port under which a container publishes its own', () => {
    expect(portsOf(resolve('b/0'))[1]).toBe('CONNECT 48000')
  })

  test('it dials a port that was given by hand once the other end is open, and hangs up when that ends', () => {
    const after = resolveWire(byHand('b/0'), () => undefined)
    const before = resolveWire(byHand('b/0'), (peer) => open.get(peer))
    expect([before, after].map((wire) => portsOf(wire)[0])).toEqual(['CONNECT 7000', 'CONNECT 0'])
    expect([hangsUp({ before, after }), hangsUp({ before: after, after: before })]).toEqual([true, false])
    expect(hangsUp({ before: resolve('b/0'), after: launchWire(peaOf('b/0')) })).toBe(false)
  })

  test('it is complete once every other end is open', () => {
    expect(['a/0', 'b/0', 'c/0'].map((pea) => isComplete(resolve(pea), () => false))).toEqual([true, true, false])
  })

  test('it is complete without the ports of Peas that are lost', () => {
    expect(isComplete(resolve('c/0'), () => true)).toBe(true)
  })
})

describe('a change of sockets', () => {
  const wide = launchWire(peaOf('a/0'))
  const narrow = { ...wide, outputs: wide.outputs.map((output) => ({ ...output, peers: ['b/0'] })) }
  const dialling = {
    ...wide,
    outputs: wide.outputs.map((output) => ({ ...output, mode: 'CONNECT' as const, port: 5 })),
  }

  test('it opens no port for another peer', () => {
    expect(opensPort({ before: narrow, after: wide })).toBe(false)
    expect(carryPorts({ before: { ...narrow, ports: [1, 2] }, after: wide })).toMatchObject({ ...wide, ports: [1, 2] })
  })

  test('it opens a port where it dialled before', () => {
    expect(opensPort({ before: dialling, after: wide })).toBe(true)
    expect(carryPorts({ before: { ...dialling, ports: [1, 0] }, after: wide }).ports).toEqual([1, 0])
    expect(carryPorts({ before: { ...wide, ports: [1, 2] }, after: dialling }).ports).toEqual([1, 0])
  })
})

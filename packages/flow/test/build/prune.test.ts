import type { OptimizeLevel } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, type PodOptions } from '../../src/index.ts'

const LEVELS: readonly OptimizeLevel[] = ['none', 'ignore_gateway', 'full']
const many: PodOptions = { replicas: 2 }

function peasAt(flow: Flow): readonly (readonly string[])[] {
  return LEVELS.map((optimize) => buildFlow(flow, { optimize }).peas.map(({ id }) => id))
}

/** Which heads and tails remain, at each level. */
function outerAt(flow: Flow): readonly string[] {
  return peasAt(flow).map((ids) => ids.filter((id) => /head|tail/.test(id)).join(' '))
}

describe('the table of prune, by level: none, ignore_gateway, full', () => {
  const a = new Flow().add({ name: 'a' })
  const as = new Flow().add({ name: 'a', ...many })
  const rows: [edge: string, flow: Flow, ...left: string[]][] = [
    ['gateway -> p and p -> gateway', as, 'a/head a/tail', 'a/head a/tail', ''],
    ['gateway -> p, p has a head', as.add({ name: 'z' }), 'a/head a/tail', 'a/head', ''],
    ['a -> b, b has a head, a no tail', a.add({ name: 'b', ...many }), 'b/head b/tail', 'b/tail', ''],
    ['a -> b, a has a tail, b no head', as.add({ name: 'b' }), 'a/head a/tail', 'a/head', ''],
    ['a -> b, both', as.add({ name: 'b', ...many }), 'a/head a/tail b/head b/tail', 'a/head b/head b/tail', 'b/head'],
  ]
  it.each(rows)('%s', (_edge, flow, ...left) => expect(outerAt(flow)).toEqual(left))
})

describe('a head or tail stays', () => {
  const same = (flow: Flow, left: string) => expect(new Set(outerAt(flow))).toEqual(new Set([left]))
  const p = (options: PodOptions) =>
    new Flow()
      .add({ name: 'a' })
      .add({ name: 'p', ...options })
      .add({ name: 'z' })

  it('with an executor of its own', () => same(p({ usesBefore: './x.js', usesAfter: './y.js' }), 'p/head p/tail'))
  it('when it merges', () => expect(outerAt(p({ ...many, polling: 'all' }))[2]).toBe('p/tail'))
  it('when some endpoint makes it merge', () => {
    expect(outerAt(p({ ...many, polling: { '/search': 'all', default: 'any' } }))[2]).toBe('p/tail')
  })
  it('with an address set by hand', () => same(p({ ...many, portIn: 5000, hostOut: '10.0.0.9' }), 'p/head p/tail'))
  it('where its Pod sends to several', () => {
    const fork = new Flow()
      .add({ name: 'a', ...many })
      .add({ name: 'b', needs: 'a' })
      .add({ name: 'c', needs: 'a' })
    expect(outerAt(fork.join(['b', 'c']))[2]).toBe('a/tail')
  })
  it('where its Pod receives from several', () => {
    const join = new Flow().add({ name: 'b' }).add({ name: 'c', needs: 'gateway' })
    expect(outerAt(join.join(['b', 'c'], { name: 'j', ...many }))[2]).toBe('j/head')
  })
  it('between two external Pods, of which neither dials', () => {
    const external = { external: true, host: '10.0.0.1' }
    const flow = new Flow().add({ name: 'a', ...external, ...many }).add({ name: 'b', ...external })
    expect(outerAt(flow)[2]).toBe('a/tail')
  })
})

describe('the known numbers of Peas, by level (the gateway counts)', () => {
  const lone = new Flow().add(many)
  const rows: [topology: string, flow: Flow, ...peas: number[]][] = [
    ['one Pod', new Flow().add(), 2, 2, 2],
    ['one Pod with three replicas', new Flow().add({ replicas: 3 }), 6, 6, 4],
    ['a chain of three', new Flow().add().add().add(), 4, 4, 4],
    ['two Pods with two replicas each', lone.add(many), 9, 8, 6],
    ['three Pods with two replicas each', lone.add(many).add(many), 13, 11, 9],
    [
      'a fork and a join',
      new Flow()
        .add({ name: 'a', ...many })
        .add({ name: 'b', ...many })
        .add({ name: 'c', needs: 'a' })
        .join(['b', 'c']),
      11,
      11,
      10,
    ],
    [
      'an edge that both fans out and joins',
      new Flow().add({ name: 'a' }).add({ name: 'b' }).join(['a', 'b']),
      4,
      4,
      4,
    ],
    ['the gateway as one of several needs', new Flow().add({ name: 'a', ...many }).join(['gateway', 'a']), 6, 6, 6],
  ]
  it.each(rows)('%s', (_topology, flow, ...peas) => expect(peasAt(flow).map(({ length }) => length)).toEqual(peas))
})

it('what replaces a head distributes messages as the head did', () => {
  const flow = new Flow().add({ name: 'a' }).add({ name: 'b', replicas: 3, scheduling: 'round_robin', retries: 4 })
  const { peas } = buildFlow(flow)
  expect(peas[0]?.outputs).toMatchObject([
    { to: 'b', peers: ['b/0', 'b/1', 'b/2'], mode: 'BIND', polling: 'any', scheduling: 'round_robin', retries: 4 },
  ])
})

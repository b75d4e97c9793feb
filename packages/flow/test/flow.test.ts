import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, type PodOptions } from '../src/index.ts'
import { randomFlow } from './random-flow.ts'

/** Which Pods each Pod of a built Flow needs. */
function needsOf(flow: Flow): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(buildFlow(flow).pods.map(({ name, needs }) => [name, needs]))
}

const abc = new Flow().add({ name: 'a' }).add({ name: 'b' }).add({ name: 'c' })

describe('names', () => {
  it('are numbered for Pods without one, skipping those in use', () => {
    const flow = new Flow().add().add({ name: 'pod1' }).add().add().join(['pod0', 'pod1']).join(['pod2', 'pod3'])
    expect(flow.pods.map(({ name }) => name)).toEqual(['pod0', 'pod1', 'pod2', 'pod3', 'joiner', 'joiner1'])
  })

  it('are free again once their Pod is removed', () => {
    expect(
      new Flow()
        .add()
        .add()
        .remove('pod0')
        .add()
        .pods.map(({ name }) => name),
    ).toEqual(['pod1', 'pod0'])
  })

  it('may be those of fields that every object has', () => {
    const flow = new Flow().add({ name: 'constructor' }).add({ name: 'toString' })
    expect(needsOf(flow)).toMatchObject({ toString: ['constructor'], gateway: ['toString'] })
    expect(Flow.fromYaml(flow.toYaml()).equals(flow)).toBe(true)
  })
})

describe('edges', () => {
  it('lead from the Pod added last by default', () => {
    const flow = abc.add({ name: 'd', needs: 'a' }).add({ name: 'e', needs: ['b', 'd'] })
    expect(needsOf(flow)).toEqual({ a: ['gateway'], b: ['a'], c: ['b'], d: ['a'], e: ['b', 'd'], gateway: ['e'] })
  })

  it.each<keyof PodOptions>(['needs', 'recvFrom', 'recv_from'])('are set by %s', (option) => {
    expect(needsOf(abc.add({ name: 'd', [option]: 'a' })).d).toEqual(['a'])
  })

  it.each<keyof PodOptions>(['sendTo', 'send_to'])('are set by %s, also to a Pod that is added later', (option) => {
    const flow = new Flow()
      .add({ name: 'a', [option]: 'c' })
      .add({ name: 'b' })
      .add({ name: 'c' })
    expect(needsOf(flow).c).toEqual(['b', 'a'])
  })

  it('may name a Pod that is added later', () => {
    const flow = new Flow().add({ name: 'a', needs: 'b' }).add({ name: 'b', needs: 'gateway' })
    expect(needsOf(flow.last('a'))).toEqual({ a: ['b'], b: ['gateway'], gateway: ['a'] })
  })

  it('go to the gateway from the Pod that says so', () => {
    expect(needsOf(abc.set('b', { sendTo: 'gateway' })).gateway).toEqual(['b'])
  })

  it('exist once, however often they are set', () => {
    const flow = new Flow().add({ name: 'a', sendTo: ['b', 'b'] }).add({ name: 'b', needs: ['a', 'a'] })
    expect(needsOf(flow).b).toEqual(['a'])
  })
})

describe('a new Flow', () => {
  it('is returned by each method, and the old one does not change', () => {
    const before = abc.toYaml()
    const others = [abc.add(), abc.join(['a', 'b']), abc.set('a', { replicas: 2 }), abc.remove('b'), abc.last('a')]
    for (const other of others) expect(other.equals(abc)).toBe(false)
    expect(abc.toYaml()).toBe(before)
  })

  it('may grow in two directions from the same one', () => {
    const left = abc.add({ name: 'd', replicas: 2 })
    const right = abc.add({ name: 'd', replicas: 3 }).add({ name: 'e' })
    expect([abc, left, right].map(({ pods }) => pods.length)).toEqual([3, 4, 5])
    expect(left.pods[3]?.options.replicas).toBe(2)
    expect(abc.add({ name: 'e' }).pods.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'e'])
  })

  it('does not change with the objects it was made of', () => {
    const given = { model: { layers: [1, 2] } }
    const flow = new Flow().add({ name: 'a', with: given })
    given.model.layers.push(3)
    expect(flow.pods[0]?.options.with).toEqual({ model: { layers: [1, 2] } })
  })
})

describe('last', () => {
  it('moves the insertion point, and the answer with it', () => {
    expect(needsOf(abc.last('a')).gateway).toEqual(['a'])
    expect(needsOf(abc.last('a').add({ name: 'd' }))).toMatchObject({ d: ['a'], gateway: ['d'] })
  })
})

describe('set', () => {
  it('changes some options and leaves the others', () => {
    const flow = abc.set('b', { replicas: 2, uses: './b.js' }).set('b', { replicas: 3 })
    expect(flow.pods[1]?.options).toEqual({ replicas: 3, uses: './b.js' })
  })

  it('restores a default for undefined', () => {
    const flow = abc.set('c', { replicas: 2, needs: 'a' }).set('c', { replicas: undefined, recvFrom: undefined })
    expect(flow.equals(abc)).toBe(true)
  })
})

describe('remove', () => {
  it('makes Pods that followed it by default follow the Pod before it', () => {
    expect(needsOf(abc.remove('b'))).toEqual({ a: ['gateway'], c: ['a'], gateway: ['c'] })
    expect(needsOf(abc.remove('c')).gateway).toEqual(['b'])
    expect(needsOf(abc.remove('a')).b).toEqual(['gateway'])
  })

  it('requires a change of the Pods that name it', () => {
    const flow = abc.add({ name: 'd', needs: 'b' }).remove('b')
    expect(() => buildFlow(flow)).toThrow(expect.objectContaining({ code: 'TOPOLOGY_UNKNOWN_POD' }))
    expect(needsOf(flow.set('d', { needs: 'a' })).d).toEqual(['a'])
  })
})

describe('equals', () => {
  it('ignores explicit defaults and the order of adding', () => {
    const other = new Flow({ name: 'flow', optimize: 'full' })
      .add({ name: 'a', replicas: 1, uses: '_pass', restart: 'on_failure' })
      .add({ name: 'c', needs: 'b' })
      .add({ name: 'b', needs: 'a' })
    expect(abc.equals(other.last('c'))).toBe(true)
  })

  const differences: [what: string, other: Flow][] = [
    ['an option', abc.set('b', { retries: 2 })],
    ['an option of the Flow', new Flow({ retries: 2 }).add({ name: 'a' }).add({ name: 'b' }).add({ name: 'c' })],
    ['an edge', abc.set('c', { needs: 'a' })],
    ['the order of needs', abc.set('c', { needs: ['b', 'a'] })],
    ['the answer', abc.last('b')],
    ['a name', abc.remove('c').add({ name: 'd' })],
    ['a Pod', abc.add()],
  ]
  it.each(differences)('sees %s', (_what, other) => {
    expect(abc.set('c', { needs: ['a', 'b'] }).equals(other)).toBe(false)
    expect(abc.equals(other)).toBe(other.equals(abc))
  })

  it('compares functions by identity', () => {
    const execute = () => []
    const flow = new Flow().add({ uses: execute })
    expect(flow.equals(new Flow().add({ uses: execute }))).toBe(true)
    expect(flow.equals(new Flow().add({ uses: () => [] }))).toBe(false)
  })

  it('holds after toYaml and fromYaml', () => {
    fc.assert(
      fc.property(randomFlow, (flow) => {
        expect(Flow.fromYaml(flow.toYaml()).equals(flow)).toBe(true)
      }),
    )
  })
})

it('marks side branches', () => {
  const flow = abc.add({ name: 'log', needs: 'a' }).last('c')
  expect(
    buildFlow(flow)
      .peas.filter(({ side }) => side)
      .map(({ id }) => id),
  ).toEqual(['log/0'])
  expect(needsOf(flow).gateway).toEqual(['c'])
})

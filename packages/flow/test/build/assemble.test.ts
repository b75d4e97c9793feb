import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, readFlow, scalePlan } from '../../src/index.ts'

const PODS = 100_000

/** Numbers that look random, the same each time. */
function generator(): () => number {
  let state = 1
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 1
    return state / 2 ** 31
  }
}

/** Each Pod needs the one before it and any other, on one of ten machines. */
function wide(): Flow {
  const random = generator()
  let flow = new Flow({ hostname: '10.0.1.1' }).add({ name: 'p0', image: 'acme/x', host: '10.0.0.0' })
  for (let pod = 1; pod < PODS; pod++) {
    const needs = [`p${pod - 1}`, `p${Math.floor(random() * pod)}`]
    flow = flow.add({ name: `p${pod}`, needs, image: 'acme/x', host: `10.0.0.${pod % 10}` })
  }
  return flow
}

describe('very large Flows build without overflow', () => {
  it('100,000 Pods in a row over ten machines, each needing another one too', () => {
    const flow = wide()
    const plan = buildFlow(flow)
    expect(plan.peas).toHaveLength(PODS + 1)
    expect(plan.links.length).toBeGreaterThan(1.9 * PODS)
  }, 600_000)

  it('a fork to 20,000 Pods and a join of them', () => {
    const names = Array.from({ length: 20_000 }, (_, pod) => `p${pod}`)
    const fork = names.reduce((flow, name) => flow.add({ name, needs: 'gateway', sendTo: 'end' }), new Flow())
    const plan = buildFlow(fork.add({ name: 'end' }))
    expect(plan.peas.at(-2)).toMatchObject({ id: 'end/0', expects: 20_000 })
    expect(plan.peas.at(-1)?.outputs).toHaveLength(20_000)
    expect(scalePlan(plan, 'p500', 3).peas).toHaveLength(20_006)
  }, 600_000)

  it('a cycle of 100,000 Pods', () => {
    const flow = Array.from({ length: PODS }).reduce((flow: Flow) => flow.add(), new Flow())
    expect(() => buildFlow(flow.set('pod0', { needs: `pod${PODS - 1}` }))).toThrow(
      expect.objectContaining({
        code: 'TOPOLOGY_CYCLE',
        message: expect.stringMatching(/^the Pods form a cycle: .* … -> pod\d+$/),
      }),
    )
  }, 600_000)

  it('50,000 replicas', () => {
    const { peas, links } = buildFlow(new Flow().add({ name: 'a', replicas: 50_000 }))
    expect(peas).toHaveLength(50_001)
    expect(links).toHaveLength(100_000)
    expect(peas.at(-1)?.outputs).toMatchObject([{ mode: 'BIND', port: 20_000 }])
  }, 600_000)

  it('a file of 10,000 Pods, and back', () => {
    const flow = Array.from({ length: 10_000 }).reduce((flow: Flow) => flow.add({ replicas: 2 }), new Flow())
    expect(readFlow(flow.toYaml()).flow?.equals(flow)).toBe(true)
  }, 600_000)
})

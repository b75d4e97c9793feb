import type { FlowPlan } from '@peaflow/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, scalePlan } from '../../src/index.ts'
import { type BindEnd, bindEnds, openedPorts } from '../build/bind-ends.ts'
import { simulate } from '../build/simulate.ts'
import { randomFlow } from '../random-flow.ts'

/** A plan without its ports, to compare what is wired with what. */
function shapeOf(plan: FlowPlan): unknown {
  return JSON.parse(JSON.stringify(plan), (key, value) => {
    if (key === 'port') return 0
    return key === 'address' ? String(value).replace(/\d+$/, '') : value
  })
}

/** The port of each BIND end of a plan. */
function portsOf(plan: FlowPlan): ReadonlyMap<string, number> {
  const name = ({ pea, socket }: BindEnd) => `${pea.id} ${socket.edge} ${'to' in socket ? `to ${socket.to}` : ''}`
  return new Map(bindEnds(plan).map((end) => [name(end), end.socket.port]))
}

/** A random Flow in which one Pod can be scaled, and that Pod. */
const scalable = fc.tuple(randomFlow, fc.nat()).map(([flow, at]) => {
  const pod = flow.pods[at % flow.pods.length]?.name ?? ''
  return { flow: flow.set(pod, { polling: 'any' }), pod }
})

describe('scalePlan', () => {
  it('plans what a build with that number would have planned, but for the ports', () => {
    fc.assert(
      fc.property(scalable, fc.constantFrom(1, 2, 4), ({ flow, pod }, replicas) => {
        const scaled = scalePlan(buildFlow(flow), pod, replicas)
        expect(shapeOf(scaled)).toEqual(shapeOf(buildFlow(flow.set(pod, { replicas }))))
      }),
      { numRuns: 200 },
    )
  })

  it('keeps the port of every socket that both plans have, and binds none twice', () => {
    fc.assert(
      fc.property(
        scalable,
        fc.array(fc.constantFrom(1, 2, 4), { minLength: 1, maxLength: 4 }),
        ({ flow, pod }, steps) => {
          let plan = buildFlow(flow)
          for (const replicas of steps) {
            const scaled = scalePlan(plan, pod, replicas)
            const before = portsOf(plan)
            for (const [socket, port] of portsOf(scaled)) expect(before.get(socket) ?? port).toBe(port)
            expect(new Set(openedPorts(scaled)).size).toBe(openedPorts(scaled).length)
            expect(scaled.options.control.port).toBe(plan.options.control.port)
            expect(simulate(scaled, '/').answer).toBe(simulate(plan, '/').answer)
            plan = scaled
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('brings heads and tails back, and takes them away again', () => {
    const one = buildFlow(new Flow().add({ name: 'a', usesAfter: './x.js' }).add({ name: 'b' }).join(['a', 'gateway']))
    const ids = (plan: FlowPlan) => plan.peas.map(({ id }) => id)
    const two = scalePlan(one, 'b', 2)
    expect(ids(two)).toEqual(['a/0', 'a/tail', 'b/head', 'b/0', 'b/1', 'b/tail', 'joiner/0', 'gateway'])
    expect(ids(scalePlan(two, 'b', 1))).toEqual(ids(one))
  })

  it('reads the plan as the data it is', () => {
    const plan = buildFlow(new Flow({ hostname: 'here' }).add({ name: 'a', image: 'acme/x', host: ['x', 'y'] }))
    expect(scalePlan(JSON.parse(JSON.stringify(plan)), 'a', 3)).toEqual(scalePlan(plan, 'a', 3))
    expect(scalePlan(plan, 'a', 3).peas.map(({ host }) => host)).toEqual(['x', 'y', 'x', null])
  })

  it('changes nothing where the number stays', () => {
    const plan = buildFlow(new Flow().add({ name: 'a' }))
    expect(scalePlan(plan, 'a', 1)).toBe(plan)
  })

  const flow = new Flow()
    .add({ name: 'encode' })
    .add({ name: 'shards', replicas: 2, polling: 'all' })
    .add({ name: 'far', external: true, host: '10.0.0.7' })
  const rows: [pod: string, replicas: number, code: string, message: string][] = [
    ['shards', 3, 'TOPOLOGY_SCALE', 'has polling all'],
    ['far', 2, 'TOPOLOGY_SCALE', 'is external'],
    ['gateway', 2, 'TOPOLOGY_UNKNOWN_POD', 'no Pod "gateway"'],
    ['encod', 2, 'TOPOLOGY_UNKNOWN_POD', 'no Pod "encod"'],
    ['encode', 0, 'CONFIG_OPTION', 'expected a whole number from 1 to 65535, got 0'],
    ['encode', 1.5, 'CONFIG_OPTION', 'got 1.5'],
  ]
  it.each(rows)('refuses %s to %d', (pod, replicas, code, message) => {
    const refused = expect.objectContaining({ code, message: expect.stringContaining(message) })
    expect(() => scalePlan(buildFlow(flow), pod, replicas)).toThrow(refused)
  })
})

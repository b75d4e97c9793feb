import type { FlowPlan, PeaPlan } from '@peaflow/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildFlow, Flow, type PodOptions, scalePlan } from '../../src/index.ts'
import { randomFlow } from '../random-flow.ts'

const chain = (options: PodOptions = {}): Flow =>
  new Flow()
    .add({ name: 'a', uses: './a.js', group: 'fast', ...options })
    .add({ name: 'b', uses: './b.js', group: 'fast', ...options })
    .add({ name: 'c', uses: './c.js', group: 'fast', ...options })

const idsOf = ({ peas }: FlowPlan): readonly string[] => peas.map(({ id }) => id)
const peaOf = ({ peas }: FlowPlan, id: string): PeaPlan | undefined => peas.find((pea) => pea.id === id)

describe('a group', () => {
  it('is one Pea, named after its first Pod, with a stage for each Pod', () => {
    const plan = buildFlow(chain().set('b', { with: { size: 2 }, timeoutRequest: 500, concurrency: 4 }))
    expect(idsOf(plan)).toEqual(['a/0', 'gateway'])
    expect(peaOf(plan, 'a/0')).toMatchObject({ pod: 'a', uses: './a.js' })
    expect(peaOf(plan, 'a/0')).not.toHaveProperty('timeoutRequest')
    expect(peaOf(plan, 'a/0')?.stages).toEqual([
      { pod: 'a', uses: './a.js', with: {}, concurrency: 1, workspace: '.peaflow/flow/a/0' },
      {
        pod: 'b',
        uses: './b.js',
        with: { size: 2 },
        concurrency: 4,
        timeoutRequest: 500,
        workspace: '.peaflow/flow/b/0',
      },
      { pod: 'c', uses: './c.js', with: {}, concurrency: 1, workspace: '.peaflow/flow/c/0' },
    ])
    expect(plan.links.map(({ from, to }) => `${from} ${to}`)).toEqual(['gateway a/0', 'a/0 gateway'])
  })

  it('keeps a row for each Pod, all with the same Peas', () => {
    const { pods } = buildFlow(chain())
    expect(pods.map(({ name, needs, peas }) => [name, needs, peas])).toEqual([
      ['a', ['gateway'], ['a/0']],
      ['b', ['a'], ['a/0']],
      ['c', ['b'], ['a/0']],
      ['gateway', ['c'], ['gateway']],
    ])
  })

  it('receives as its first Pod and sends as its last', () => {
    const flow = chain().add({ name: 'left', needs: 'c' }).add({ name: 'right', needs: 'c' }).join(['left', 'right'])
    const plan = buildFlow(flow)
    expect(peaOf(plan, 'gateway')?.outputs).toMatchObject([{ to: 'a', pods: ['a', 'b', 'c'] }])
    expect(peaOf(plan, 'left/0')?.inputs.map(({ from }) => from)).toEqual(['c'])
    expect(peaOf(plan, 'a/0')?.outputs.map(({ to }) => to)).toEqual(['left', 'right'])
  })

  it('may begin with a join, stand anywhere in the Flow, and have replicas', () => {
    const flow = new Flow()
      .add({ name: 'c', needs: 'b', group: 'g', replicas: 2 })
      .add({ name: 'x', needs: 'gateway' })
      .add({ name: 'y', needs: 'gateway' })
      .add({ name: 'b', needs: ['x', 'y'], uses: '_merge', group: 'g', replicas: 2 })
      .add({ name: 'z', needs: 'c' })
    const plan = buildFlow(flow)
    expect(idsOf(plan)).toEqual(['x/0', 'y/0', 'b/head', 'b/0', 'b/1', 'z/0', 'gateway'])
    expect(peaOf(plan, 'b/1')?.stages?.map(({ pod, workspace }) => [pod, workspace])).toEqual([
      ['b', '.peaflow/flow/b/1'],
      ['c', '.peaflow/flow/c/1'],
    ])
    expect(peaOf(plan, 'b/head')).not.toHaveProperty('stages')
  })

  it('lets a call take as long as its Pods may together, if all of them that run code have a limit', () => {
    const limitTo = (flow: Flow) => peaOf(buildFlow(flow), 'gateway')?.outputs[0]?.timeoutCall
    expect(limitTo(chain({ timeoutRequest: 200 }))).toBe(600)
    expect(limitTo(chain({ timeoutRequest: 200 }).set('b', { uses: '_pass' }))).toBe(400)
    expect(limitTo(chain({ timeoutRequest: 200 }).set('b', { timeoutRequest: undefined }))).toBeUndefined()
  })

  it('has the addresses by hand of its ends', () => {
    const plan = buildFlow(chain().set('a', { portIn: 5_000 }).set('c', { portOut: 6_000 }).add({ name: 'z' }))
    expect(peaOf(plan, 'a/0')?.inputs).toMatchObject([{ port: 5_000, fixed: true }])
    expect(peaOf(plan, 'z/0')?.inputs).toMatchObject([{ port: 6_000, fixed: true }])
  })

  it('scales as a whole, whichever of its Pods is named, and keeps its ports', () => {
    const flow = chain().add({ name: 'z' })
    const plan = buildFlow(flow)
    const scaled = scalePlan(plan, 'b', 3)
    const again = scalePlan(scaled, 'c', 1)
    expect(scaled.pods.slice(0, 3).map(({ options }) => options.replicas)).toEqual([3, 3, 3])
    expect(idsOf(scaled)).toEqual(idsOf(buildFlow(chain({ replicas: 3 }).add({ name: 'z' }))))
    expect(again).toEqual(plan)
    expect(JSON.parse(JSON.stringify(scalePlan(JSON.parse(JSON.stringify(plan)), 'a', 3)))).toEqual(
      JSON.parse(JSON.stringify(scaled)),
    )
  })

  it('changes nothing of a Flow if each Pod has one of its own', () => {
    fc.assert(
      fc.property(randomFlow, (flow) => {
        const own = flow.pods.reduce((next, { name }) => next.set(name, { group: `only_${name}` }), flow)
        const plan = buildFlow(own)
        const without = plan.pods.map(({ options: { group: _group, ...options }, ...row }) => ({ ...row, options }))
        expect(JSON.stringify({ ...plan, pods: without })).toBe(JSON.stringify(buildFlow(flow)))
      }),
      { numRuns: 100 },
    )
  })

  it('is written to a flow file and read back', () => {
    expect(Flow.fromYaml(chain().toYaml()).equals(chain())).toBe(true)
  })
})

import type { FlowPlan, PeaPlan } from '@peaflow/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildFlow, checkFlow, Flow, type PodOptions, readFlow, scalePlan } from '../../src/index.ts'

const LEVELS = ['none', 'ignore_gateway', 'full'] as const
const base = new Flow({ join: 7_000 }).add({ name: 'a' })
const flow = base.add({ name: 'encode', uses: './encode.js', replicas: { min: 1, max: 20 } }).add({ name: 'z' })

function peaOf({ peas }: FlowPlan, id: string): PeaPlan {
  const pea = peas.find((one) => one.id === id)
  if (pea === undefined) throw new Error(`there is no Pea ${id}`)
  return pea
}

/** The ports at which the heads and tails of a plan take replicas that join, in its order. */
function joinPorts({ pods, peas }: FlowPlan): readonly number[] {
  return pods.flatMap(({ name, joined, peas: ids }) => {
    if (joined === undefined) return []
    const own = ids.flatMap((id) => peas.find((pea) => pea.id === id) ?? [])
    return own.flatMap(({ inputs, outputs }) => [
      ...outputs.filter(({ to }) => to === name).map(({ port }) => port),
      ...inputs.filter(({ from }) => from === name).map(({ port }) => port),
    ])
  })
}

describe('replicas that join', () => {
  for (const optimize of LEVELS) {
    it(`have a head and a tail whatever is pruned: ${optimize}`, () => {
      const one = new Flow({ join: 7_000 }).add({ name: 'encode', replicas: { min: 0, max: 1 } })
      const [row] = buildFlow(one, { optimize }).pods
      expect(row?.peas).toEqual(['encode/head', 'encode/tail'])
    })
  }

  it('are dialled into the ports after that of join, on its interface, and not over a Unix socket', () => {
    const plan = buildFlow(flow)
    expect(plan.options.join).toEqual({ host: '0.0.0.0', port: 7_000 })
    const opened = { mode: 'BIND', host: '0.0.0.0', fixed: true, peers: [] }
    expect(peaOf(plan, 'encode/head').outputs).toEqual([expect.objectContaining({ ...opened, port: 7_001 })])
    expect(peaOf(plan, 'encode/tail').inputs).toEqual([expect.objectContaining({ ...opened, port: 7_002 })])
    for (const socket of [...peaOf(plan, 'encode/head').outputs, ...peaOf(plan, 'encode/tail').inputs]) {
      expect(socket).not.toHaveProperty('transport')
    }
  })

  it('are no Peas of the plan, which says what each of them is', () => {
    const plan = buildFlow(flow)
    expect(plan.peas.map(({ id }) => id)).toEqual(['a/0', 'encode/head', 'encode/tail', 'z/0', 'gateway'])
    expect(plan.links.some(({ from, to }) => from === 'encode/0' || to === 'encode/0')).toBe(false)
    const { joined } = plan.pods.find(({ name }) => name === 'encode') ?? {}
    expect(joined).toMatchObject({ min: 1, max: 20 })
    expect(joined?.replica).toMatchObject({ id: 'encode/0', runtime: 'join', uses: './encode.js', replicas: 20 })
    const dialled = { mode: 'CONNECT', host: '0.0.0.0' }
    expect(joined?.replica.inputs).toEqual([
      expect.objectContaining({ ...dialled, port: 7_001, peers: ['encode/head'] }),
    ])
    expect(joined?.replica.outputs).toEqual([
      expect.objectContaining({ ...dialled, port: 7_002, peers: ['encode/tail'] }),
    ])
    expect(joined?.replica.control).toEqual({ ...dialled, port: 7_000 })
  })

  it('keep their image, and need no runtime for it', () => {
    const plan = buildFlow(new Flow({ join: 7_000 }).add({ image: 'acme/encoder', replicas: { min: 1, max: 2 } }))
    expect(plan.pods[0]?.joined?.replica).toMatchObject({ image: 'acme/encoder', runtime: 'join' })
    expect(plan.peas.map(({ runtime }) => runtime)).toEqual(['process', 'process', 'inline'])
  })

  it('join at an interface alone if join names one, or the build does', () => {
    const named = buildFlow(flow, { join: '[::1]:7100' })
    expect(named.options.join).toEqual({ host: '::1', port: 7_100 })
    expect(peaOf(named, 'encode/head').outputs[0]).toMatchObject({ host: '::1', port: 7_101 })
  })

  it('have ports in the order of the Flow that no other socket has, and keep them when another Pod is scaled', () => {
    const kind = fc.constantFrom<PodOptions>(
      {},
      { replicas: 3 },
      { replicas: { min: 1, max: 4 } },
      { usesAfter: './x.js' },
    )
    const pods = fc.array(kind, { minLength: 1, maxLength: 8 })
    const anyFlow = fc.tuple(pods, fc.constantFrom(...LEVELS), fc.integer({ min: 19_990, max: 20_010 }))
    const holds = ([options, optimize, join]: [PodOptions[], (typeof LEVELS)[number], number]) => {
      const built = options.reduce((made, one, index) => made.add({ ...one, name: `p${index}` }), new Flow({ join }))
      const plan = buildFlow(built, { optimize })
      const count = options.filter(({ replicas }) => typeof replicas === 'object').length
      expect(joinPorts(plan)).toEqual(Array.from({ length: 2 * count }, (_, index) => join + 1 + index))
      const bound = plan.peas.flatMap(({ inputs, outputs }) =>
        [...inputs, ...outputs].filter(({ mode }) => mode === 'BIND').map(({ port }) => port),
      )
      const all = [...bound, plan.options.control.port, ...(count > 0 ? [join] : [])]
      expect(new Set(all).size).toBe(all.length)
      const other = options.findIndex(({ replicas }) => typeof replicas !== 'object')
      if (other >= 0) expect(joinPorts(scalePlan(plan, `p${other}`, 5))).toEqual(joinPorts(plan))
    }
    fc.assert(fc.property(anyFlow, holds), { numRuns: 200 })
  })

  it('are the same after a round trip through a file, and differ from a number of replicas', () => {
    const text = flow.toYaml()
    expect(text).toContain('join: 7000')
    expect(Flow.fromYaml(text).equals(flow)).toBe(true)
    expect(flow.equals(flow.set('encode', { replicas: 20 }))).toBe(false)
    expect(flow.equals(flow.set('encode', { replicas: { min: 2, max: 20 } }))).toBe(false)
    const plan = buildFlow(flow)
    expect(scalePlan(JSON.parse(JSON.stringify(plan)), 'z', 2).pods[1]).toEqual(plan.pods[1])
  })
})

describe('what replicas that join cannot be', () => {
  const range = { min: 1, max: 2 }

  const wrong: [title: string, code: string, make: () => unknown, message: RegExp, hint: RegExp][] = [
    [
      'without a port',
      'CONFIG_JOIN',
      () => buildFlow(new Flow().add({ name: 'a', replicas: range })),
      /"a"/,
      /join: 7000/,
    ],
    ['scaled', 'TOPOLOGY_SCALE', () => scalePlan(buildFlow(flow), 'encode', 5), /"encode"/, /kubectl scale/],
    ['external', 'CONFIG_JOIN', () => buildFlow(base.add({ replicas: range, external: true })), /external/, /Remove/],
    [
      'on a host',
      'CONFIG_JOIN',
      () => buildFlow(base.add({ image: 'x', replicas: range, host: 'h' })),
      /host/,
      /Remove/,
    ],
    ['in a group', 'CONFIG_JOIN', () => buildFlow(base.add({ group: 'g', replicas: range })), /group/, /Remove/],
    [
      'a function',
      'CONFIG_JOIN',
      () => buildFlow(base.add({ uses: (docs) => docs, replicas: range })),
      /function/,
      /module/,
    ],
    [
      'shards of which there may be more or fewer',
      'CONFIG_JOIN',
      () => buildFlow(base.add({ replicas: range, polling: 'all' })),
      /polling all/,
      /min: 2, max: 2/,
    ],
    [
      'beyond the last port',
      'ADDRESS_PORTS',
      () => buildFlow(new Flow({ join: 65_534 }).add({ replicas: range })),
      /65534/,
      /65534/,
    ],
    ['fewer than none', 'CONFIG_OPTION', () => base.add({ replicas: { min: -1, max: 2 } }), /min: 1, max: 20/, /^$/],
    ['at least more than at most', 'CONFIG_OPTION', () => base.add({ replicas: { min: 3, max: 2 } }), /min/, /^$/],
    [
      'with a key that is wrong',
      'CONFIG_OPTION',
      () => base.add({ replicas: { min: 3, most: 2 } as never }),
      /max/,
      /^$/,
    ],
  ]
  for (const [title, code, make, message, hint] of wrong) {
    it(`is refused by name: ${title}`, () => {
      let caught: { code?: string; message?: string; hint?: string } = {}
      try {
        make()
      } catch (error) {
        caught = error as typeof caught
      }
      expect(caught.code).toBe(code)
      expect(caught.message).toMatch(message)
      expect(caught.hint ?? '').toMatch(hint)
    })
  }

  it('is found in a file, with its place', () => {
    const text = 'with: { join: 7000 }\npods:\n  a: { replicas: { min: 1, max: 2 }, polling: all }\n'
    const { flow: read, problems } = readFlow(text, { file: 'flow.yml' })
    expect(read === undefined ? problems : checkFlow(read).problems).toMatchObject([{ code: 'CONFIG_JOIN' }])
  })
})

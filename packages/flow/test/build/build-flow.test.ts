import {
  type FlowPlan,
  type InputPlan,
  type LinkPlan,
  machineOf,
  type OutputPlan,
  type PeaPlan,
  resolveHost,
  toAddress,
} from '@peaflow/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildFlow, type Flow } from '../../src/index.ts'
import { randomFlow, randomFlowWithExternals } from '../random-flow.ts'
import { bindEnds, openedPorts } from './bind-ends.ts'
import { referenceAnswer } from './reference-answer.ts'
import { simulate } from './simulate.ts'

const LEVELS = ['none', 'ignore_gateway', 'full'] as const
const anyFlow = fc.oneof(randomFlow, randomFlowWithExternals)
const anyPlan: fc.Arbitrary<FlowPlan> = fc
  .tuple(anyFlow, fc.constantFrom(...LEVELS))
  .map(([flow, optimize]) => buildFlow(flow, { optimize }))

function always(name: string, holds: (plan: FlowPlan) => void): void {
  it(name, () => fc.assert(fc.property(anyPlan, holds), { numRuns: 300 }))
}

type Socket = InputPlan | OutputPlan

/** The sockets of a link at its two ends: those of its side that name the other end. */
function socketsOf(plan: FlowPlan, { from, to }: LinkPlan): { readonly output: Socket[]; readonly input: Socket[] } {
  const between = (pea: string, other: string, side: 'inputs' | 'outputs'): Socket[] => {
    const sockets: readonly Socket[] = plan.peas.find(({ id }) => id === pea)?.[side] ?? []
    return sockets.filter(({ peers }) => peers.includes(other))
  }
  return { output: between(from, to, 'outputs'), input: between(to, from, 'inputs') }
}

function peaOf({ peas }: FlowPlan, id: string | undefined): PeaPlan {
  const pea = peas.find((one) => one.id === id)
  if (pea === undefined) throw new Error(`there is no Pea ${id}`)
  return pea
}

describe('every plan of a random Flow', () => {
  always('carries each link by one socket of each end, of which exactly one binds', (plan) => {
    for (const link of plan.links) {
      const { output, input } = socketsOf(plan, link)
      expect([output.length, input.length]).toEqual([1, 1])
      const modes = { [link.from]: output[0]?.mode, [link.to]: input[0]?.mode }
      expect(modes).toEqual({ [link.bind]: 'BIND', [link.connect]: 'CONNECT' })
      expect(output[0]?.edge).toBe(input[0]?.edge)
    }
  })

  always('has a link for each pair of sockets, and no other', (plan) => {
    const ends = (side: 'inputs' | 'outputs') => plan.peas.flatMap((pea) => pea[side].flatMap(({ peers }) => peers))
    expect(ends('inputs')).toHaveLength(plan.links.length)
    expect(ends('outputs')).toHaveLength(plan.links.length)
    expect(new Set(plan.links.map(({ from, to }) => `${from} ${to}`)).size).toBe(plan.links.length)
  })

  always('carries each edge of the graph', (plan) => {
    const podOf = new Map(plan.peas.map(({ id, pod }) => [id, pod]))
    const carried = plan.links
      .map(({ from, to }) => `${podOf.get(from)} ${podOf.get(to)}`)
      .filter((pair) => pair.split(' ')[0] !== pair.split(' ')[1])
    const wanted = plan.pods.flatMap(({ name, needs }) => needs.map((need) => `${need} ${name}`))
    expect([...new Set(carried)].sort()).toEqual(wanted.sort())
  })

  always('has a ROUTER where it binds and a DEALER with one peer where it dials', (plan) => {
    for (const { mode, pattern, peers } of plan.peas.flatMap(({ inputs, outputs }) => [...inputs, ...outputs])) {
      expect(pattern).toBe(mode === 'BIND' ? 'ROUTER' : 'DEALER')
      if (mode === 'CONNECT') expect(peers).toHaveLength(1)
    }
  })

  always('binds no port twice on a machine', (plan) => {
    const ports = openedPorts(plan)
    expect(new Set(ports).size).toBe(ports.length)
  })

  always('dials the port that the other end binds, at the host that the table says', (plan) => {
    for (const link of plan.links) {
      const { output, input } = socketsOf(plan, link)
      expect(output[0]?.port).toBe(input[0]?.port)
      const host = resolveHost({ bind: peaOf(plan, link.bind), connect: peaOf(plan, link.connect) })
      expect((link.connect === link.from ? output : input)[0]?.host).toBe(host)
      expect(link.address).toBe(toAddress(host, output[0]?.port ?? 0))
    }
  })

  always('keeps heads, tails and the gateway on this machine and out of containers', (plan) => {
    for (const { role, host, image, container, runtime, external } of plan.peas) {
      if (role === 'replica') continue
      expect({ host, image, container, external }).toEqual({ host: null })
      expect(runtime).toBe(role === 'gateway' ? 'inline' : 'process')
    }
  })

  always('lets an external Pea bind both sides, and every fan-out and fan-in end without such replicas', (plan) => {
    for (const pea of plan.peas) {
      const sockets = [...pea.inputs, ...pea.outputs]
      if (pea.external) expect(sockets.every(({ mode, fixed }) => mode === 'BIND' && fixed === true)).toBe(true)
      for (const { peers, mode } of sockets) if (peers.length > 1) expect(mode).toBe('BIND')
    }
  })

  always('opens a port to other machines only where one dials', (plan) => {
    for (const { pea, socket } of bindEnds(plan)) {
      const others = socket.peers.map((id) => peaOf(plan, id))
      const isOpen = plan.options.bind !== undefined || others.some((other) => machineOf(other) !== machineOf(pea))
      const isBridged = !isOpen && others.some(({ image }) => image !== undefined)
      expect(socket.host).toBe(isOpen ? '0.0.0.0' : '127.0.0.1')
      expect(socket.bridge).toBe(isBridged ? true : undefined)
    }
  })

  always('is plain data', (plan) => {
    expect(JSON.parse(JSON.stringify(plan))).toStrictEqual(plan)
  })
})

describe('buildFlow', () => {
  it('gives the same Flow the same bytes', () => {
    const again = (flow: Flow) => JSON.stringify(buildFlow(flow))
    fc.assert(
      fc.property(anyFlow, (flow) => {
        expect(again(flow)).toBe(again(flow))
      }),
    )
  })

  it('gives the answer that the Flow describes at every level, with the same work for every Pod', () => {
    fc.assert(
      fc.property(anyFlow, fc.constantFrom('/index', '/search'), (flow, endpoint) => {
        const [none, ...others] = LEVELS.map((optimize) => simulate(buildFlow(flow, { optimize }), endpoint))
        expect(none?.answer).toBe(referenceAnswer(flow, endpoint))
        for (const other of others) expect(other).toEqual(none)
        const pods = new Set(none?.reached.map((line) => line.slice(0, line.indexOf(':'))))
        expect(pods).toEqual(new Set(flow.pods.map(({ name }) => name)))
      }),
      { numRuns: 500 },
    )
  })

  it('never needs more Peas at a higher level', () => {
    fc.assert(
      fc.property(anyFlow, (flow) => {
        const [none = 0, some = 0, full = 0] = LEVELS.map((optimize) => buildFlow(flow, { optimize }).peas.length)
        expect(some).toBeLessThanOrEqual(none)
        expect(full).toBeLessThanOrEqual(some)
      }),
    )
  })
})

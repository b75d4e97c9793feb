import fc from 'fast-check'
import { Flow, type PodOptions } from '../src/index.ts'

/** A Pod among others. It names the Pods it needs by position, so that a graph has no cycle. */
interface Sketch {
  readonly needs: readonly number[]
  readonly options: PodOptions
}

/** Where a Pod runs: this machine or one of two others, in a container or not. */
const placements: fc.Arbitrary<PodOptions> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.constant({ image: 'acme/local' }) },
  fc.constantFrom({ host: 'one', image: 'acme/remote' }, { host: 'two', image: 'acme/remote' }),
  fc.constantFrom({ host: ['one', 'two'], image: 'acme/spread' }, { host: ['localhost', 'one'], image: 'acme/both' }),
)

const pollings: fc.Arbitrary<PodOptions> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.constantFrom<PodOptions>({ polling: 'all' }, { polling: { '/index': 'any', default: 'all' } }),
)

const outerExecutors: fc.Arbitrary<PodOptions> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  fc.constantFrom({ usesBefore: './before.js' }, { usesAfter: './after.js' }),
)

const podOptions: fc.Arbitrary<PodOptions> = fc
  .tuple(
    placements,
    pollings,
    outerExecutors,
    fc.record({
      replicas: fc.constantFrom(1, 1, 1, 2, 3),
      scheduling: fc.constantFrom('load_balance', 'round_robin'),
    }),
  )
  .map((options) => Object.assign({}, ...options) as PodOptions)

function sketches(options: fc.Arbitrary<PodOptions>, most: number): fc.Arbitrary<readonly Sketch[]> {
  const sketch = fc.record({ needs: fc.array(fc.nat(), { maxLength: 3 }), options })
  return fc.array(sketch, { minLength: 1, maxLength: most })
}

/** Random Flows: fork, join, the gateway among several needs, side branches, mixed placements. */
export const randomFlow: fc.Arbitrary<Flow> = fc
  .record({ sketch: sketches(podOptions, 9), last: fc.option(fc.nat()), bind: fc.constantFrom(undefined, '0.0.0.0') })
  .map(({ sketch, last, bind }) => {
    const flow = toFlow(sketch, new Flow({ hostname: 'here', bind }))
    return last === null ? flow : flow.last(nameOf(last % sketch.length))
  })

/** The same with some external Pods, no two of them neighbours. */
export const randomFlowWithExternals: fc.Arbitrary<Flow> = fc
  .tuple(sketches(podOptions, 9), fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }))
  .map(([sketch, wishes]) => {
    const needs = sketch.map(needsOf)
    const external: boolean[] = []
    for (const [index, wish] of wishes.entries()) {
      external.push(wish && !(needs[index] ?? []).some((need) => external[need] === true))
    }
    const outside = { external: true, image: undefined, host: 'three' }
    const mixed = sketch.map(({ needs, options }, index) => ({
      needs,
      options: external[index] === true ? { ...options, ...outside } : options,
    }))
    return toFlow(mixed, new Flow({ hostname: 'here' }))
  })

function toFlow(sketch: readonly Sketch[], empty: Flow): Flow {
  return sketch.reduce((flow, one, index) => {
    const needs = needsOf(one, index).map((need) => (need === -1 ? 'gateway' : nameOf(need)))
    return flow.add({ ...one.options, name: nameOf(index), ...(one.needs.length > 0 && { needs }) })
  }, empty)
}

/** The gateway is -1. */
function needsOf({ needs }: Sketch, index: number): readonly number[] {
  return needs.length === 0 ? [index - 1] : [...new Set(needs.map((need) => (need % (index + 1)) - 1))]
}

/** Names, some of which begin with another. */
function nameOf(index: number): string {
  return `r${index < 5 ? index : index * 10 - 40}`
}

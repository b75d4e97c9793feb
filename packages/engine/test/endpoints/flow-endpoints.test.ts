import type { Endpoints } from '@peaflow/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flowEndpoints, type ServingPea } from '../../src/endpoints/flow-endpoints.ts'
import { KnownEndpoints } from '../../src/endpoints/known-endpoints.ts'
import { refuseEndpoint } from '../../src/endpoints/refuse-endpoint.ts'

/** A Pea that is ready, and runs a file. */
function pea(pod: string, endpoints: Endpoints | undefined, of: Partial<ServingPea['plan']> = {}): ServingPea {
  return { plan: { pod, role: 'replica', uses: './x.js', ...of }, isReady: true, endpoints }
}

const passing = (pod: string, of: Partial<ServingPea['plan']> = {}) => pea(pod, undefined, { uses: '_pass', ...of })
const gateway = passing('gateway', { role: 'gateway' })
const indexing = pea('encode', { '/index': {} })

const flows: [name: string, peas: readonly ServingPea[], takesAll: boolean][] = [
  ['one endpoint', [indexing], false],
  ['beside built-ins', [passing('a'), indexing, passing('c', { uses: '_merge' })], false],
  ['beside head and tail', [passing('encode', { role: 'head' }), indexing, passing('encode', { role: 'tail' })], false],
  ['a function', [indexing, pea('b', { default: {} })], true],
  ['built-ins alone', [passing('a'), passing('b')], true],
  ['an executor without endpoints alone', [pea('a', {})], true],
  ['an executor without endpoints beside one', [pea('a', {}), indexing], false],
  ['a Pea of another make, which says nothing', [indexing, pea('b', undefined)], true],
  ['an image, which says nothing', [indexing, passing('b', { image: 'acme/b' })], true],
  ['an external Pea, which says nothing', [indexing, passing('b', { external: true })], true],
  ['a Pod that is not ready', [indexing, { ...pea('b', undefined), isReady: false }], true],
  ['a Pod of which one replica is ready', [indexing, { ...indexing, isReady: false }], false],
  [
    'a Pod of which only the head is ready',
    [indexing, passing('b', { role: 'head' }), { ...pea('b', { '/b': {} }), isReady: false }],
    true,
  ],
  ['an executor in the head', [passing('a'), pea('a', { default: {} }, { role: 'head' }), indexing], true],
]

describe('a Flow with', () => {
  it.each(flows)('%s takes a request to any endpoint or not', (_, peas, takesAll) => {
    const served = flowEndpoints([gateway, ...peas])
    expect(served.takesAll).toBe(takesAll)
    expect(refuseEndpoint(served, '/other')?.code).toBe(takesAll ? undefined : 'REQUEST_ENDPOINT')
    expect(refuseEndpoint(served, '/index')).toBeUndefined()
  })
})

it('lists each endpoint with its Pods, and what the first replica says of it', () => {
  const [input, output] = [{ title: 'in' }, { title: 'out' }]
  const peas = [
    pea('a', { '/index': { input }, '/search': {} }),
    pea('b', { '/index': { output } }),
    pea('b', { '/index': { output: { title: 'other' } } }),
  ]
  expect(flowEndpoints([gateway, ...peas])).toEqual({
    takesAll: false,
    endpoints: [
      {
        endpoint: '/index',
        pods: [
          { pod: 'a', input },
          { pod: 'b', output },
        ],
      },
      { endpoint: '/search', pods: [{ pod: 'a' }] },
    ],
  })
})

describe('a refusal', () => {
  const served = (...names: string[]) => flowEndpoints([pea('a', Object.fromEntries(names.map((name) => [name, {}])))])

  it('suggests the nearest endpoint, or lists them', () => {
    expect(refuseEndpoint(served('/index', '/search'), '/indx')).toMatchObject({
      message: 'no Pod of this Flow serves the endpoint "/indx"',
      hint: 'Did you mean "/index"?',
    })
    expect(refuseEndpoint(served('/index', '/search'), '/status')).toMatchObject({
      hint: 'The endpoints are /index, /search',
    })
    const many = Array.from({ length: 22 }, (_, index) => `/endpoint-${index}`)
    expect(refuseEndpoint(served(...many), '/')?.hint).toMatch(/\/endpoint-19, and 2 more$/)
  })
})

it('is the same from memory as afresh, however Peas come and go', () => {
  const names = fc.uniqueArray(fc.constantFrom('/a', '/b', '/c', 'default'), { maxLength: 2 })
  const life = fc.record({ pod: fc.constantFrom(0, 1), endpoints: fc.option(names, { nil: undefined }) })
  fc.assert(
    fc.property(fc.array(life), (lives) => {
      const peas = [pea('p', { '/a': {} }), pea('q', {})]
      const known = new KnownEndpoints(() => peas)
      for (const { pod, endpoints } of lives) {
        const before = peas[pod] as ServingPea
        // Either it ends, or it is ready with what its new code serves.
        if (endpoints === undefined) peas[pod] = { ...before, isReady: false, endpoints: undefined }
        else {
          peas[pod] = pea(before.plan.pod, Object.fromEntries(endpoints.map((name) => [name, {}])))
          known.onReady()
        }
        for (const endpoint of ['/a', '/b', '/d', '/a']) {
          expect(known.refuse(endpoint)?.message).toBe(refuseEndpoint(flowEndpoints(peas), endpoint)?.message)
        }
      }
    }),
  )
})

import type { EndpointSchemas } from '@peaflow/core'
import { expect, it } from 'vitest'
import { describeEndpoints } from '../../../src/executor/schemas/describe.ts'

const validate = () => ({ value: {} })

/** A schema of a library that describes itself by these functions. */
function describedBy(input: () => Record<string, unknown>, output = input): EndpointSchemas['input'] {
  return { '~standard': { version: 1, vendor: 'test', validate, jsonSchema: { input, output } } }
}

const long = (characters: number) => ({ description: 'x'.repeat(characters) })

it('takes the JSON Schema of a library: of what it takes, and of what it gives', () => {
  const targets: unknown[] = []
  const schema = describedBy(
    (...given: unknown[]) => {
      targets.push(...given)
      return { title: 'in' }
    },
    () => ({ title: 'out' }),
  )
  expect(describeEndpoints(['/a'], { '/a': { input: schema, output: schema, parameters: schema } })).toEqual({
    endpoints: { '/a': { input: { title: 'in' }, output: { title: 'out' }, parameters: { title: 'in' } } },
    omissions: [],
  })
  expect(targets).toEqual([{ target: 'draft-2020-12' }, { target: 'draft-2020-12' }])
})

const left: [name: string, schema: EndpointSchemas['input'], why: string][] = [
  ['a library without descriptions', { '~standard': { version: 1, vendor: 'old', validate } }, 'this version of old'],
  [
    'a schema that its library cannot describe',
    describedBy(() => {
      throw new Error('no dates')
    }),
    'no dates',
  ],
  ['a description that is none', describedBy(() => undefined as never), 'its description is not an object'],
  ['a schema that is too long', long(65_536), 'it is too long'],
]
it.each(left)('leaves out %s, and says so', (_, input, why) => {
  const { endpoints, omissions } = describeEndpoints(['/a'], { '/a': { input, output: long(10) } })
  expect(endpoints).toEqual({ '/a': { output: long(10) } })
  expect(omissions).toEqual([expect.stringContaining(`the input schema of "/a" is used, but not described: ${why}`)])
})

it('leaves out schemas that are too long together, and never an endpoint', () => {
  const names = Array.from({ length: 10 }, (_, index) => `/${index}`)
  const { endpoints = {}, omissions } = describeEndpoints(
    names,
    Object.fromEntries(names.map((name) => [name, { input: long(60_000) }])),
  )
  expect(Object.keys(endpoints)).toEqual(names)
  expect(JSON.stringify(endpoints).length).toBeLessThanOrEqual(262_144)
  expect(omissions).toHaveLength(6)
})

it('says nothing of more endpoints than a Flow takes', () => {
  const names = Array.from({ length: 1_025 }, (_, index) => `/${index}`)
  expect(describeEndpoints(names)).toEqual({
    endpoints: undefined,
    omissions: ['its 1025 endpoints are too many to be described'],
  })
  expect(Object.keys(describeEndpoints(names.slice(1)).endpoints ?? {})).toHaveLength(1_024)
})

it('leaves out an endpoint that no request can name', () => {
  expect(describeEndpoints([`/${'x'.repeat(255)}`, '/a']).endpoints).toEqual({ '/a': {} })
})

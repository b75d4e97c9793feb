import type { JsonSchema } from '@peaflow/core'
import type { FlowEndpoint, FlowEndpoints } from '@peaflow/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toOpenApi } from '../../src/openapi/document.ts'
import { endpointOf } from '../../src/routes/endpoint.ts'

interface Operation {
  readonly operationId: string
  readonly description: string
  readonly requestBody: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> }
  readonly responses: Readonly<Record<string, JsonSchema>>
}

interface OpenApi {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly JsonSchema[]
  readonly security?: unknown
  readonly paths: Readonly<Record<string, { readonly post: Operation }>>
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>
}

/** The document, as a client reads it. */
function documentOf(endpoints: Partial<FlowEndpoints>, hasToken = false): OpenApi {
  const sources = { flow: 'search', endpoints: { takesAll: false, endpoints: [], ...endpoints }, hasToken }
  return JSON.parse(JSON.stringify(toOpenApi(sources)))
}

const bare = (endpoint: string, ...pods: string[]): FlowEndpoint => ({ endpoint, pods: pods.map((pod) => ({ pod })) })
const text = (name: string) => ({ type: 'object', title: name, properties: { text: { type: 'string' } } })

/** Every `$ref` in a value. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    name === '$ref' && typeof inner === 'string' ? [inner] : references(inner),
  )
}

function find(document: unknown, reference: string): unknown {
  const keys = reference
    .slice(2)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return keys.reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], document)
}

describe('the paths', () => {
  const table: readonly (readonly [what: string, endpoints: Partial<FlowEndpoints>, paths: readonly string[]])[] = [
    ['those that are named', { endpoints: [bare('/index', 'a'), bare('/search', 'a', 'b')] }, ['/index', '/search']],
    ['a function', { takesAll: true }, ['/']],
    [
      'a default beside others',
      { takesAll: true, endpoints: [bare('/index', 'a'), bare('default', 'a')] },
      ['/index', '/'],
    ],
    ['`/` of a Flow that takes all', { takesAll: true, endpoints: [bare('/', 'a'), bare('/x', 'a')] }, ['/', '/x']],
    [
      'what no path leads to',
      { endpoints: [bare('index', 'a'), bare('/a//b', 'a'), bare('/a/../b', 'a'), bare('/ok', 'a')] },
      ['/ok'],
    ],
    ['what has to be encoded', { endpoints: [bare('/a b/{c}?#', 'a')] }, ['/a%20b/%7Bc%7D%3F%23']],
  ]
  it.each(table)('%s', (_, endpoints, paths) => {
    expect(Object.keys(documentOf(endpoints).paths)).toEqual(paths)
  })

  it('lead to their endpoints, and have ids that differ', () => {
    const names = fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 20 }).map((name) => `/${name}`))
    fc.assert(
      fc.property(names, (endpoints) => {
        const { paths } = documentOf({ endpoints: endpoints.map((endpoint) => bare(endpoint, 'a')) })
        for (const path of Object.keys(paths)) expect(endpoints).toContain(endpointOf(path))
        const ids = Object.values(paths).map(({ post }) => post.operationId)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.every((id) => /^\w+$/.test(id))).toBe(true)
      }),
    )
  })
})

it('a Flow that takes all says so', () => {
  const { info, paths } = documentOf({ takesAll: true, endpoints: [bare('default', 'a')] })
  expect(info.description).toContain('It takes any endpoint')
  expect(paths['/']?.post.description).toContain('Served by `a`. This Flow takes any endpoint')
  expect(documentOf({ endpoints: [bare('/index', 'a')] }).info.description).not.toContain('any endpoint')
})

it('a request is what the first Pod takes, an answer what the last gives, and all check the parameters', () => {
  const pods = [
    { pod: 'a', input: text('a in'), output: text('a out'), parameters: text('a parameters') },
    { pod: 'b', input: text('b in'), output: text('b out'), parameters: { type: 'object', required: ['text'] } },
  ]
  const { paths, components } = documentOf({ endpoints: [{ endpoint: '/index', pods }] })
  const content = paths['/index']?.post.requestBody.content ?? {}
  expect(content['application/json']?.schema).toEqual({
    type: 'object',
    required: ['documents', 'parameters'],
    properties: {
      documents: { type: 'array', items: { $ref: '#/components/schemas/post_index_input' } },
      parameters: { allOf: [0, 1].map((pod) => ({ $ref: `#/components/schemas/post_index_parameters_${pod}` })) },
    },
  })
  expect(Object.keys(content)).toEqual([
    'application/json',
    'application/x-ndjson',
    'application/msgpack',
    'multipart/form-data',
    'text/plain',
    '*/*',
  ])
  expect([components.schemas?.post_index_input?.title, components.schemas?.post_index_output?.title]).toEqual([
    'a in',
    'b out',
  ])
})

it('a token is a security scheme, and may be missing', () => {
  const endpoints = [bare('/index', 'a')]
  const [open, locked] = [documentOf({ endpoints }), documentOf({ endpoints }, true)]
  expect(open.security ?? open.components.securitySchemes).toBeUndefined()
  expect(open.paths['/index']?.post.responses).not.toHaveProperty('401')
  expect(locked.security).toEqual([{ token: [] }])
  expect(locked.components.securitySchemes).toEqual({ token: { type: 'http', scheme: 'bearer' } })
  expect(locked.paths['/index']?.post.responses).toHaveProperty('401')
})

it('is OpenAPI 3.1: every reference leads somewhere, every response and path is described', () => {
  const tree = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $defs: { 'a/b': { items: { $ref: '#' } } },
    properties: { $ref: { $ref: '#/$defs/a~1b' } },
  }
  const pods = [{ pod: 'a', input: tree, output: tree, parameters: tree }]
  const document = documentOf({ takesAll: true, endpoints: [{ endpoint: '/index', pods }, bare('/search', 'a')] }, true)
  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'search', version: '1' }, servers: [{ url: '/' }] })
  const found = references(document)
  expect(found).toContain('#/components/schemas/post_index_input/$defs/a~1b')
  for (const reference of found) expect([reference, find(document, reference)]).toEqual([reference, expect.anything()])
  expect(document.components.schemas?.post_index_input).not.toHaveProperty('$schema')
  for (const [path, { post }] of Object.entries(document.paths)) {
    expect(path).toMatch(/^\//)
    for (const [status, response] of Object.entries(post.responses)) {
      expect(status).toMatch(/^\d{3}$/)
      const { description } = (
        typeof response.$ref === 'string' ? find(document, response.$ref) : response
      ) as JsonSchema
      expect(description).toMatch(/\.$/)
    }
  }
  for (const name of Object.values(document.components).flatMap(Object.keys)) expect(name).toMatch(/^[\w.-]+$/)
})

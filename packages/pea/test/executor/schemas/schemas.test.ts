import type { Document, EndpointSchemas, Executor, PeaSpec, StandardResult } from '@peaflow/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type ExecutorHost, WHOLE } from '../../../src/executor/host.ts'
import { inProcessHost } from '../../../src/executor/in-process.ts'
import { threadHost } from '../../../src/executor/thread/host.ts'
import { call, folderOf, NO_PIECES, specIn } from '../folder.ts'
import { hosting, lines } from '../hosting.ts'
import { buildProgram } from '../program.ts'

const program = buildProgram()
const directory = folderOf({
  'texts.mjs': `
    export default {
      requests: { '/index': (documents) => documents, default: (documents) => documents },
      schemas: {
        '/index': {
          input: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
          output: { type: 'object' },
          parameters: { type: 'object', properties: { top: { type: 'integer' } }, additionalProperties: false },
        },
      },
    }`,
})

const hosts: [name: string, (spec: PeaSpec) => ExecutorHost][] = [
  ['in this thread', (spec) => inProcessHost(spec)],
  ['in a thread of its own', (spec) => threadHost(spec, { program })],
]

describe.each(hosts)('an executor with JSON Schemas, %s,', (_, hostOf) => {
  const opened = async () => {
    const host = hostOf(specIn(directory, { uses: './texts.mjs' }))
    onTestFinished(() => host.teardown())
    await host.setup()
    return host
  }

  it('says what it serves', async () => {
    const host = await opened()
    expect(Object.keys(host.endpoints ?? {})).toEqual(['/index', 'default'])
    expect(host.endpoints?.['/index']?.input).toMatchObject({ required: ['text'] })
    expect(host.endpoints?.default).toEqual({})
  })

  it('is called only with requests that fit', async () => {
    const host = await opened()
    const good = { id: 'a', text: 'x' }
    const index = { endpoint: '/index' }
    expect(await call(host, [[good]], { ...index, parameters: { top: 3 } })).toEqual([good])
    expect(await call(host, [[{ id: 'b' }]])).toEqual([{ id: 'b' }])
    await expect(call(host, [[good, { id: 'b' }, { text: 1 } as unknown as Document]], index)).rejects.toMatchObject({
      code: 'REQUEST_SCHEMA',
      message:
        `the request does not fit the schema of "/index": /documents/1: must have required property 'text'; ` +
        '/documents/2/text: must be string',
    })
    await expect(call(host, [[good]], { ...index, parameters: { top: '3', tip: 1 } })).rejects.toThrow(
      '"/index": /parameters: must NOT have additional properties "tip"',
    )
  })
})

it('says nothing for a built-in executor, and `default` for a function', async () => {
  const builtIn = inProcessHost(specIn(directory, { uses: '_merge' }))
  await builtIn.setup()
  expect(builtIn.endpoints).toBeUndefined()
  expect((await hosting((documents) => documents)).endpoints).toEqual({ default: {} })
  expect((await hosting({ setup: () => {} })).endpoints).toEqual({})
})

/** A schema of a library, which validates with this function. */
function library(validate: (value: never) => StandardResult | Promise<StandardResult>): EndpointSchemas['input'] {
  return { '~standard': { version: 1, vendor: 'test', validate: validate as () => StandardResult } }
}

function echoing(schemas: EndpointSchemas): Executor {
  return {
    requests: { '/': (documents, { parameters }) => documents.map((document) => ({ ...document, parameters })) },
    schemas: { '/': schemas },
  }
}

describe('a schema of a library', () => {
  it('transforms documents and parameters, at once or later, and takes no field from other Pods', async () => {
    const input = library(({ text }: Document) => ({ value: { text: `${text}!` } }))
    const parameters = library(async ({ top }: { top: string }) => ({ value: { top: Number(top) } }))
    const host = await hosting(echoing({ input, parameters }))
    const answer = await call(host, [[{ id: 'a', text: 'x' }]], { parameters: { top: '3', rest: 1 } })
    expect(answer).toEqual([{ id: 'a', text: 'x!', parameters: { top: 3 } }])
  })

  it('hands on what it made where the executor changes documents in place', async () => {
    const host = await hosting({
      requests: {
        '/': (documents) => {
          for (const document of documents) document.score = 1
        },
      },
      schemas: { '/': { input: library((document: Document) => ({ value: { ...document, text: 'made' } })) } },
    })
    expect(await call(host, [[{ id: 'a' }]])).toEqual([{ id: 'a', text: 'made', score: 1 }])
  })

  it('leaves the parameters of other Pods as they were sent', async () => {
    const host = await hosting(echoing({ parameters: library(() => ({ value: { made: true } })) }))
    const { encodePayload, decodePayload } = await import('../../../src/document/payload.ts')
    const payloads = [encodePayload({ documents: [{ id: 'a' }], parameters: { sent: 1 } })]
    const result = decodePayload(
      await host.call({ id: 0, endpoint: '/', timeLeft: 1_000, payloads, piece: WHOLE }, NO_PIECES),
    )
    expect(result).toEqual({ documents: [{ id: 'a', parameters: { made: true } }], parameters: { sent: 1 } })
  })

  it('names what is wrong by JSON pointers', async () => {
    const path = ['a/b', { key: 'c~d' }, 0]
    const host = await hosting(echoing({ input: library(() => ({ issues: [{ message: 'is odd', path }] })) }))
    await expect(call(host, [[{ id: 'a' }]])).rejects.toThrow('"/": /documents/0/a~1b/c~0d/0: is odd')
  })

  it('that makes something other than an object of a document fails the request', async () => {
    const host = await hosting(echoing({ input: library(() => ({ value: 'text' })) }))
    await expect(call(host, [[{ id: 'a' }]])).rejects.toThrow('/documents/0: its schema makes a string of it')
  })

  it('that throws is an error of the executor', async () => {
    const host = await hosting(
      echoing({
        input: library(() => {
          throw new RangeError('far')
        }),
      }),
    )
    await expect(call(host, [[{ id: 'a' }]])).rejects.toMatchObject({ code: 'REQUEST_EXECUTOR' })
  })
})

it('names at most ten mistakes, each cut to 300 characters', async () => {
  const message = 'x'.repeat(1_000)
  const issues = Array.from({ length: 7 }, () => ({ message }))
  const host = await hosting(echoing({ input: library(() => ({ issues })) }))
  const error = await call(host, [Array.from({ length: 100 }, (_, index) => ({ id: `${index}` }))]).catch(
    (caught: Error) => caught,
  )
  const mistakes = (error as Error).message.split('; ')
  expect(mistakes).toHaveLength(10)
  expect((error as Error).message.length).toBeLessThan(3_200)
})

describe('a JSON Schema', () => {
  const checking = (input: Record<string, unknown>) => hosting(echoing({ input }))
  const property = (name: string, schema: object) => ({ type: 'object', properties: { [name]: schema } })
  const fits: [name: string, schema: Record<string, unknown>, document: Document][] = [
    [
      'a vector',
      property('embedding', { type: 'array', items: { type: 'number' }, minItems: 2 }),
      { embedding: new Float32Array(2) },
    ],
    ['bytes', property('blob', { type: 'string', const: 'AQID' }), { blob: new Uint8Array([1, 2, 3]) }],
    ['a date', property('at', { type: 'string' }), { at: new Date(0) }],
    ['a large integer', property('n', { type: 'integer' }), { n: 2n ** 60n }],
    ['a Set', property('names', { type: 'array', minItems: 1 }), { names: new Set(['a']) }],
    [
      'draft 07',
      { $schema: 'http://json-schema.org/draft-07/schema#', ...property('pair', { items: [{ type: 'string' }] }) },
      { pair: ['a'] },
    ],
    ['keywords of OpenAPI', property('text', { type: 'string', example: 'x', nullable: true }), { text: 'x' }],
    ['a format, which is not checked', property('uri', { type: 'string', format: 'uri' }), { uri: 'no uri' }],
    [
      'a reference into itself',
      { ...property('text', { $ref: '#/$defs/text' }), $defs: { text: { type: 'string' } } },
      { text: 'x' },
    ],
    ['a tree', property('chunks', { type: 'array', items: { $ref: '#' } }), { chunks: [{ chunks: [{ id: 'b' }] }] }],
  ]
  it.each(fits)('takes %s', async (_, schema, document) => {
    const host = await checking(schema)
    const [answer] = await call(host, [[{ id: 'a', ...document }]])
    expect(answer).toMatchObject({ id: 'a', ...document })
    expect(lines).toEqual([])
  })

  const unusable: [name: string, schema: Record<string, unknown>, message: string][] = [
    [
      'is not valid',
      { type: 'strnig' },
      'the input schema of "/" is not a JSON Schema that can be used: schema is invalid',
    ],
    ['refers to another', { $ref: 'https://example.com/other' }, "can't resolve reference https://example.com/other"],
    ['is of an old draft', { $schema: 'http://json-schema.org/draft-04/schema#' }, 'no schema with key or ref'],
    ['is not JSON', { type: 'object', maximum: 1n }, 'the input schema of "/" is not JSON'],
  ]
  it.each(unusable)('that %s keeps the Pea from starting', async (_, schema, message) => {
    const error = expect(checking(schema)).rejects
    await error.toMatchObject({ code: 'LAUNCH_EXECUTOR_SCHEMA', message: expect.stringContaining(message) })
  })

  it('may have the `$id` of another', async () => {
    const schema = { $id: 'https://example.com/document', type: 'object' }
    const host = await hosting(echoing({ input: schema, parameters: { ...schema, maxProperties: 1 } }))
    expect(await call(host, [[{ id: 'a' }]])).toEqual([{ id: 'a', parameters: {} }])
  })
})

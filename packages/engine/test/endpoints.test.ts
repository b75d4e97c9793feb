import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow } from '@peaflow/flow'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { childrenOf, start } from './flows.ts'

const before = childrenOf(process.pid)
let directory = ''

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'peaflow-endpoints-'))
})

afterEach(() => {
  rmSync(directory, { recursive: true })
  expect(childrenOf(process.pid)).toEqual(before)
})

/** Writes an executor with an endpoint that takes documents with a text, and says whether its process has loaded ajv. */
function write(endpoint: string, schemas: object = {}): void {
  const code = `
    import { createRequire } from 'node:module'
    const { cache } = createRequire(import.meta.url)
    const hasAjv = () => Object.keys(cache).some((path) => path.includes('/ajv/'))
    export default {
      requests: { '${endpoint}': (documents) => documents.map((document) => ({ ...document, hasAjv: hasAjv() })) },
      schemas: { '${endpoint}': ${JSON.stringify(schemas)} },
    }`
  writeFileSync(join(directory, 'work.mjs'), code)
}

const input = { type: 'object', required: ['text'], properties: { text: { type: 'string' } } }

describe.each(['process', 'thread', 'inline'] as const)('an executor with runtime %s', (runtime) => {
  it('serves its endpoints, with requests that fit its schemas', async () => {
    write('/index', { input, output: { type: 'object' } })
    const flow = new Flow({ name: 'typed' }).add({ name: 'work', uses: './work.mjs', runtime, replicas: 2 })
    const { running } = await start(flow, { directory })
    expect(running.endpoints()).toEqual({
      takesAll: false,
      endpoints: [{ endpoint: '/index', pods: [{ pod: 'work', input, output: { type: 'object' } }] }],
    })
    expect(await running.request('/index', [{ id: 'a', text: 'x' }])).toMatchObject([{ id: 'a', text: 'x' }])
    await expect(running.request('/index', [{ id: 'a', text: 'x' }, { id: 'b' }])).rejects.toMatchObject({
      code: 'REQUEST_SCHEMA',
      message: expect.stringMatching(
        /^Pod "work", Pea "work\/\d": the request does not fit .*: \/documents\/1: must have required property 'text'$/,
      ),
    })
    await expect(running.request('/indx', [{ id: 'a' }])).rejects.toMatchObject({
      code: 'REQUEST_ENDPOINT',
      hint: 'Did you mean "/index"?',
    })
    expect(() => running.stream('/', [{ id: 'a' }])).toThrow(expect.objectContaining({ code: 'REQUEST_ENDPOINT' }))
    await running.stop()
  })
})

it('loads ajv only for an executor with a JSON Schema of what it takes', async () => {
  for (const [schemas, hasAjv] of [
    [{ output: input }, false],
    [{ input }, true],
  ] as const) {
    write('/index', schemas)
    const flow = new Flow({ name: 'lazy' }).add({ name: 'work', uses: './work.mjs' })
    const { running } = await start(flow, { directory })
    expect(await running.request('/index', [{ id: 'a', text: 'x' }])).toEqual([{ id: 'a', text: 'x', hasAjv }])
    await running.stop()
  }
})

it('takes a request to any endpoint where a Pod is a function', async () => {
  write('/index')
  const flow = new Flow({ name: 'any' })
    .add({ name: 'work', uses: './work.mjs' })
    .add({ name: 'all', uses: (documents) => documents, runtime: 'inline' })
  const { running } = await start(flow, { directory, executors: flow.executors })
  expect(await running.request('/other', [{ id: 'a' }])).toEqual([{ id: 'a' }])
  expect(running.endpoints()).toMatchObject({
    takesAll: true,
    endpoints: [{ endpoint: '/index' }, { endpoint: 'default' }],
  })
  await running.stop()
})

it('serves other endpoints once a Pod is restarted with other code', async () => {
  write('/old')
  const flow = new Flow({ name: 'changed' }).add({ name: 'work', uses: './work.mjs', runtime: 'thread' })
  const { running } = await start(flow, { directory })
  await running.request('/old', [{ id: 'a' }])
  write('/new')
  await running.restart('work')
  await running.request('/new', [{ id: 'a' }])
  await expect(running.request('/old', [{ id: 'a' }])).rejects.toMatchObject({ code: 'REQUEST_ENDPOINT' })
  await running.stop()
})

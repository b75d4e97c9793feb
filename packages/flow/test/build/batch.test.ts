import { expect, it } from 'vitest'
import { buildFlow, checkFlow, Flow, scalePlan } from '../../src/index.ts'

const yaml = (batch: string) => `pods: { encode: { uses: ./encode.js, batch: ${batch} } }`

it.each([
  ['32', { documents: 32, within: 0 }, 'batch: 32'],
  ['{ documents: 32 }', { documents: 32, within: 0 }, 'batch: 32'],
  ['{ documents: 8, within: 5ms }', { documents: 8, within: 5 }, 'documents: 8\n      within: 5ms'],
  ['{ documents: "8", within: 0 }', { documents: 8, within: 0 }, 'batch: 8'],
])('batch: %s is in the plan, and is written as short as can be', (given, batch, written) => {
  const flow = Flow.fromYaml(yaml(given))
  expect(buildFlow(flow).peas[0]).toMatchObject({ id: 'encode/0', batch })
  expect(flow.toYaml()).toContain(written)
  expect(flow.equals(new Flow().add({ name: 'encode', uses: './encode.js', batch }))).toBe(true)
  expect(Flow.fromYaml(flow.toYaml()).equals(flow)).toBe(true)
})

const EXPECTED = 'expected how many documents, from 1 to 65535, or a mapping such as { documents: 32, within: 5ms }'

it.each([
  ['0', 'batch', '0'],
  ['many', 'batch', '"many"'],
  ['{ within: 5ms }', 'batch', 'undefined'],
  ['{ documents: 65536 }', 'batch.documents', '65536'],
  ['{ documents: 8, within: soon }', 'batch.within', '"soon"'],
])('batch: %s is a mistake in %s', (given, path, found) => {
  expect(() => Flow.fromYaml(yaml(given))).toThrow(
    expect.objectContaining({ message: expect.stringContaining(`pods.encode.${path}: ${EXPECTED}, got ${found}`) }),
  )
})

it('is an option of the replicas alone, also of those that are added later', () => {
  const flow = new Flow({ optimize: 'none' }).add({
    name: 'a',
    uses: './a.js',
    usesBefore: './b.js',
    batch: 4,
    replicas: 2,
  })
  const plan = scalePlan(buildFlow(flow), 'a', 3)
  expect(Object.fromEntries(plan.peas.map(({ id, batch }) => [id, batch?.documents]))).toEqual({
    'a/head': undefined,
    'a/0': 4,
    'a/1': 4,
    'a/2': 4,
    'a/tail': undefined,
    gateway: undefined,
  })
})

it('has no effect where no executor is called, and a check says so', () => {
  const flow = new Flow().add({ name: 'a', batch: 8 }).add({ name: 'b', uses: './b.js', batch: 8 })
  expect(checkFlow(flow).warnings).toMatchObject([
    { pod: 'a', code: 'CONFIG_NO_EXECUTOR', message: '"a" calls no executor, so batch has no effect' },
  ])
})

it.each([
  ['every endpoint', async function* pieces() {}],
  ['every endpoint', function* pieces() {}],
  ['"/b"', { requests: { '/a': () => [], async *'/b'() {} } }],
])('refuses a generator that serves %s', (served, uses) => {
  expect(() => new Flow().add({ name: 'a', uses: uses as never, batch: 8 })).toThrow(
    expect.objectContaining({
      code: 'CONFIG_BATCH_GENERATOR',
      message: expect.stringContaining(`"a" serves ${served}`),
    }),
  )
  expect(new Flow().add({ name: 'a', uses: uses as never }).equals(new Flow())).toBe(false)
})

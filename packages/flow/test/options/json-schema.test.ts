// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of flow files look like this
import { readFileSync } from 'node:fs'
import { toFileName } from '@peaflow/core'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { Flow, flowSchema, readFlow } from '../../src/index.ts'
import { flowTable } from '../../src/options/flow-table.ts'
import { podTable } from '../../src/options/pod-table.ts'
import { randomFlow } from '../random-flow.ts'

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(flowSchema)
const isValid = (yaml: string): boolean => validate(load(yaml))

describe('the JSON Schema', () => {
  it('is met by what toYaml writes', () => {
    fc.assert(
      fc.property(randomFlow, (flow) => {
        expect(isValid(flow.toYaml()) || validate.errors).toBe(true)
      }),
    )
  })

  const good: readonly string[] = [
    'pods: { a: , b: { replicas: "${N}", timeout_ready: 30s, memory: 64MB, external: "$OUTSIDE" } }',
    'pods: [{ name: a, uses: ./a.js }, { method: needs, needs: [a, gateway] }]',
    'pods: { a: { polling: { /index: any }, restart: { max: 3, window: 1m }, env: { A: 1 }, host: [x, y], image: i } }',
    'version: "1"\nname: x\nx-mine: 5\nwith: { bind: 0.0.0.0, optimize: none }\npods: {}\nreturns: a',
  ]
  it.each(good)('allows %s', (yaml) => expect(isValid(yaml) || validate.errors).toBe(true))

  const bad: readonly string[] = [
    'name: x',
    'pods: 5',
    'pods: { a: { replica: 2 } }',
    'pods: { a: { replicas: 0 } }',
    'pods: { a: { replicas: three } }',
    'pods: { 1st: {} }',
    'pods: { a: { restart: { maximum: 3 } } }',
    'with: { replicas: x }\npods: {}',
    'optimize: full\npods: {}',
  ]
  it.each(bad)('forbids %s, and so does the reader', (yaml) => {
    expect(isValid(yaml)).toBe(false)
    expect(readFlow(yaml).problems).not.toEqual([])
  })

  it('describes every option, and gives the default where it is a value', () => {
    const schema = JSON.parse(JSON.stringify(flowSchema))
    for (const [table, properties] of [
      [podTable, schema.$defs.pod.properties],
      [flowTable, schema.properties.with.properties],
    ] as const) {
      expect(Object.keys(properties)).toEqual(Object.keys(table).map(toFileName))
      for (const option of Object.values<{ description: string }>(properties)) expect(option.description).toMatch(/\.$/)
    }
    expect(schema.$defs.pod.properties.replicas.default).toBe(1)
    expect(schema.$defs.pod.properties.timeout_ready.default).toBe('30s')
  })

  it('has defaults that change nothing', () => {
    const { properties } = JSON.parse(JSON.stringify(flowSchema)).$defs.pod
    const defaults = Object.entries<{ default?: unknown }>(properties).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [`${name}: ${value}`],
    )
    expect(Flow.fromYaml(`pods: { a: { ${defaults.join(', ')} } }`).equals(new Flow().add({ name: 'a' }))).toBe(true)
  })
})

describe('docs/flow-file.md', () => {
  const page = readFileSync(new URL('../../../../docs/flow-file.md', import.meta.url), 'utf8')

  it('names every key of a flow file', () => {
    for (const key of ['name', 'version', 'with', 'pods', 'returns']) expect(page).toContain(`\`${key}\``)
  })
})

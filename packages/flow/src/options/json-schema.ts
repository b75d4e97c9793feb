import { POD_NAME, toFileName } from '@peaflow/core'
import * as z from 'zod/mini'
import { flowTable } from './flow-table.ts'
import type { Option, OptionTable } from './option.ts'
import { podTable } from './pod-table.ts'

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** The JSON Schema (draft 2020-12) of flow files, with descriptions and defaults: what `peaflow schema` prints. */
export const flowSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Peaflow flow file',
  type: 'object',
  properties: {
    name: { type: 'string', default: 'flow', description: 'The name of the Flow.' },
    version: { enum: [1, '1', '1.0'], default: 1, description: 'The version of this format.' },
    jtype: { enum: ['Flow', 'Deployment'], description: 'Marks a flow file of Jina.' },
    with: { ...optionsSchema(flowTable), description: 'Options of the Flow, and defaults for every Pod.' },
    pods: {
      description: 'The Pods in order, by name; or a list of Pods with `name`.',
      anyOf: [
        {
          type: 'object',
          propertyNames: { pattern: POD_NAME.source },
          additionalProperties: { anyOf: [{ $ref: '#/$defs/pod' }, { type: 'null' }] },
        },
        { type: 'array', items: { $ref: '#/$defs/item' } },
      ],
    },
    returns: {
      type: 'string',
      description: 'The Pod whose answer is the Flow’s; by default the last one.',
    },
  },
  patternProperties: { '^x-': { description: 'Your own, for aliases to refer to.' } },
  additionalProperties: false,
  required: ['pods'],
  $defs: {
    pod: optionsSchema(podTable),
    item: itemSchema(),
  },
}

function optionsSchema(table: OptionTable): JsonSchema {
  const properties = Object.entries(table).map(([name, option]) => [toFileName(name), optionSchema(option)])
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false }
}

function optionSchema({ schema, json, description, fallback }: Option): JsonSchema {
  const { $schema: _draft, ...generated } = json ?? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  if (fallback === undefined) return { description, ...generated }
  // An editor cannot fill in a default in words.
  if (typeof fallback === 'string' && /[ `]/.test(fallback)) {
    return { description: `${description} By default: ${fallback}.`, ...generated }
  }
  return { description, ...generated, default: fallback }
}

/** The schema of a Pod of a list, which has its name among its options. */
function itemSchema(): JsonSchema {
  const pod = optionsSchema(podTable)
  const name = { type: 'string', pattern: POD_NAME.source, description: 'The name of the Pod.' }
  const method = {
    enum: ['add', 'join', 'needs'],
    description: '`join` (Jina: `needs`) merges the answers of the Pods it needs.',
  }
  return { ...pod, properties: { name, method, ...(pod.properties as object) } }
}

import type { JsonSchema } from '@peaflow/core'
import { expect, it } from 'vitest'
import { rebase } from '../../src/openapi/rebase.ts'

const DRAFT_7 = 'http://json-schema.org/draft-07/schema#'

const table: readonly (readonly [what: string, schema: JsonSchema, rebased: JsonSchema])[] = [
  ['its root', { items: { $ref: '#' } }, { items: { $ref: '#/x' } }],
  ['what it defines', { anyOf: [{ $ref: '#/$defs/A' }] }, { anyOf: [{ $ref: '#/x/$defs/A' }] }],
  ['another document', { $ref: 'other.json#/A' }, { $ref: 'other.json#/A' }],
  [
    'with an `$id`, relative to it',
    { $id: 'https://a.example/s', $ref: '#/A' },
    { $id: 'https://a.example/s', $ref: '#/A' },
  ],
  [
    'data that looks like one',
    { const: { $ref: '#' }, enum: [{ $ref: '#' }] },
    { const: { $ref: '#' }, enum: [{ $ref: '#' }] },
  ],
  [
    'a property of that name',
    { properties: { $ref: { $ref: '#' }, const: { $ref: '#' } } },
    { properties: { $ref: { $ref: '#/x' }, const: { $ref: '#/x' } } },
  ],
  ['another draft, which is named', { $schema: DRAFT_7, type: 'object' }, { $schema: DRAFT_7, type: 'object' }],
  ['our own draft', { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' }, { type: 'object' }],
]

it.each(table)('%s', (_, schema, rebased) => {
  expect(rebase(schema, '#/x')).toEqual(rebased)
})

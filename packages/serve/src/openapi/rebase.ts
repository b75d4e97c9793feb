import type { JsonSchema } from '@peaflow/core'

/** Keywords whose values are data and not schemas. */
const DATA: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples', 'example', 'required'])

/** Keywords whose values are schemas by a name that the user chose. */
const NAMED: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'definitions',
])

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

/**
 * The schema of an executor for a place in a document: references to its own root lead to there. `base` is a JSON pointer
 * with `#` in front. A schema with an `$id` keeps its references, which are relative to that.
 */
export function rebase(schema: JsonSchema, base: string): JsonSchema {
  const { $schema, ...rest } = schema
  const own = $schema === undefined || $schema === DIALECT ? rest : schema
  return typeof schema.$id === 'string' ? own : (rebaseSchema(own, base) as JsonSchema)
}

function rebaseSchema(schema: unknown, base: string): unknown {
  if (Array.isArray(schema)) return schema.map((one) => rebaseSchema(one, base))
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, rebaseKeyword({ name, value }, base)]))
}

function rebaseKeyword({ name, value }: { readonly name: string; readonly value: unknown }, base: string): unknown {
  if (DATA.has(name)) return value
  if (name === '$ref' && typeof value === 'string') return /^#(?:\/|$)/.test(value) ? `${base}${value.slice(1)}` : value
  if (!NAMED.has(name) || typeof value !== 'object' || value === null) return rebaseSchema(value, base)
  return Object.fromEntries(Object.entries(value).map(([key, schema]) => [key, rebaseSchema(schema, base)]))
}

import type { Schema, StandardSchema } from '@peaflow/core'

/** What the schemas of an endpoint are of. */
export const SCHEMA_KINDS = ['input', 'output', 'parameters'] as const

/** One of the schemas of an endpoint. */
export type SchemaKind = (typeof SCHEMA_KINDS)[number]

/** Whether a schema is one of a library that follows Standard Schema. */
export function isStandardSchema(schema: Schema): schema is StandardSchema {
  return '~standard' in schema
}

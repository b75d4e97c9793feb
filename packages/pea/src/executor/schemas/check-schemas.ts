import { nearest } from '@peaflow/core'
import { describeValue, isMapping } from '../../document/value.ts'
import { SCHEMA_KINDS } from './kinds.ts'

/** What is wrong with the `schemas` of an executor. */
export interface SchemaMistake {
  readonly message: string
  readonly hint: string
}

const EXAMPLE = "For example: schemas: { '/index': { input: { type: 'object', required: ['text'] } } }"

/** The first mistake in the shape of `schemas`. `name` is what the message calls the executor. */
export function findSchemaMistake(
  schemas: unknown,
  { requests, name }: { readonly requests: unknown; readonly name: string },
): SchemaMistake | undefined {
  if (!isMapping(schemas)) {
    return { message: `schemas of ${name} is ${describeValue(schemas)}, not schemas by endpoint`, hint: EXAMPLE }
  }
  const endpoints = Object.keys(isMapping(requests) ? requests : {})
  for (const [endpoint, own] of Object.entries(schemas)) {
    const where = `"${endpoint}" in the schemas of ${name}`
    if (!endpoints.includes(endpoint)) {
      const meant = nearest(endpoint, endpoints)
      const hint = meant === undefined ? 'Each endpoint with schemas needs a function' : `Did you mean "${meant}"?`
      return { message: `${where} is not in its requests`, hint }
    }
    const mistake = findMistake(own, where)
    if (mistake !== undefined) return mistake
  }
  return undefined
}

function findMistake(schemas: unknown, where: string): SchemaMistake | undefined {
  if (!isMapping(schemas)) {
    return { message: `${where} is ${describeValue(schemas)}, not an object of schemas`, hint: EXAMPLE }
  }
  for (const [kind, schema] of Object.entries(schemas)) {
    if (!SCHEMA_KINDS.some((known) => known === kind)) {
      const meant = nearest(kind, SCHEMA_KINDS)
      const hint = meant === undefined ? `The schemas are ${SCHEMA_KINDS.join(', ')}` : `Did you mean "${meant}"?`
      return { message: `${where} has "${kind}", which is not a schema of an endpoint`, hint }
    }
    if (schema === undefined || isSchema(schema)) continue
    const hint = 'A schema is a JSON Schema, or one of a library that follows Standard Schema, such as Zod'
    return { message: `"${kind}" of ${where} is ${describeSchema(schema)}, not a schema`, hint }
  }
  return undefined
}

function isSchema(value: unknown): boolean {
  const standard = standardOf(value)
  if (standard === undefined) return isMapping(value)
  return isMapping(standard) && typeof standard.validate === 'function'
}

/** Libraries give it to functions, too. */
function standardOf(value: unknown): unknown {
  return isMapping(value) || typeof value === 'function' ? Reflect.get(value, '~standard') : undefined
}

function describeSchema(value: unknown): string {
  return standardOf(value) === undefined ? describeValue(value) : 'an object whose "~standard" cannot validate'
}

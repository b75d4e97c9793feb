import { type EndpointSchemas, type Endpoints, FlowError, type JsonSchema, type Schema } from '@peaflow/core'
import { isEndpoint, MAX_ENDPOINTS, MAX_ENDPOINTS_LENGTH } from '@peaflow/protocol'
import { isMapping } from '../../document/value.ts'
import { describeThrown } from '../failure.ts'
import { isStandardSchema, SCHEMA_KINDS, type SchemaKind } from './kinds.ts'

/** The most characters of one schema as JSON. */
const MAX_SCHEMA_LENGTH = 65_536

/** The most characters that a schema takes beside its own, and its kind: quotes, a colon, a comma. */
const PUNCTUATION = 4

/** What a Pea tells its Flow of its executor. */
export interface Description {
  /** `undefined` if there are more endpoints than a Flow takes: it then supposes that all are served. */
  readonly endpoints: Endpoints | undefined
  /** What is left out, and why: lines for the log. */
  readonly omissions: readonly string[]
}

/**
 * Describes the endpoints of an executor by JSON Schemas. A schema that is too large, or that its library cannot describe, is
 * left out.
 *
 * @throws FlowError `LAUNCH_EXECUTOR_SCHEMA` if a JSON Schema is not JSON.
 */
export function describeEndpoints(
  names: readonly string[],
  schemas: Readonly<Record<string, EndpointSchemas>> = {},
): Description {
  const usable = names.filter(isEndpoint)
  const endpoints = new Map(usable.map((name) => [name, {} as Partial<Record<SchemaKind, JsonSchema>>]))
  let length = JSON.stringify(Object.fromEntries(endpoints)).length
  if (endpoints.size > MAX_ENDPOINTS || length > MAX_ENDPOINTS_LENGTH) {
    return { endpoints: undefined, omissions: [`its ${names.length} endpoints are too many to be described`] }
  }
  const omissions: string[] = []
  for (const { endpoint, kind, json, problem } of usable.flatMap((name) => toJsonSchemas(name, schemas))) {
    const total = length + kind.length + (json?.length ?? 0) + PUNCTUATION
    const isTooLong = json !== undefined && (json.length > MAX_SCHEMA_LENGTH || total > MAX_ENDPOINTS_LENGTH)
    const why = isTooLong ? 'it is too long' : problem
    if (json === undefined || why !== undefined) {
      omissions.push(`the ${kind} schema of "${endpoint}" is used, but not described: ${why}`)
      continue
    }
    length = total
    Object.assign(endpoints.get(endpoint) ?? {}, { [kind]: JSON.parse(json) })
  }
  return { endpoints: Object.fromEntries(endpoints), omissions }
}

function toJsonSchemas(endpoint: string, schemas: Readonly<Record<string, EndpointSchemas>>): readonly Described[] {
  const own = Object.hasOwn(schemas, endpoint) ? schemas[endpoint] : undefined
  return SCHEMA_KINDS.flatMap((kind) => {
    const schema = own?.[kind]
    return schema === undefined ? [] : { endpoint, kind, ...toJson(schema, { kind, endpoint }) }
  })
}

interface Position {
  readonly kind: SchemaKind
  readonly endpoint: string
}

interface Described extends Position {
  /** A JSON Schema as JSON. */
  readonly json?: string | undefined
  /** Why there is none. */
  readonly problem?: string | undefined
}

function toJson(schema: Schema, { kind, endpoint }: Position): Pick<Described, 'json' | 'problem'> {
  if (!isStandardSchema(schema)) return { json: stringify(schema, `the ${kind} schema of "${endpoint}"`) }
  const { vendor, jsonSchema } = schema['~standard']
  if (jsonSchema === undefined) return { problem: `this version of ${vendor} does not describe schemas` }
  try {
    const convert = kind === 'output' ? jsonSchema.output : jsonSchema.input
    const described: unknown = convert({ target: 'draft-2020-12' })
    return isMapping(described) ? { json: JSON.stringify(described) } : { problem: 'its description is not an object' }
  } catch (thrown) {
    return { problem: describeThrown(thrown) }
  }
}

function stringify(schema: JsonSchema, where: string): string {
  try {
    return JSON.stringify(schema)
  } catch (cause) {
    throw new FlowError('LAUNCH_EXECUTOR_SCHEMA', `${where} is not JSON: ${describeThrown(cause)}`, { cause })
  }
}

import type { JsonSchema } from '@peaflow/core'
import { responseName } from './components.ts'
import { rebase } from './rebase.ts'
import type { ShownEndpoint } from './shown-endpoints.ts'

/** An endpoint as an operation of OpenAPI. */
export interface DescribedEndpoint {
  readonly path: string
  readonly operation: JsonSchema
  /** The schemas that the operation refers to, by name. */
  readonly schemas: Readonly<Record<string, JsonSchema>>
}

/** What an operation says beside its endpoint. */
export interface OperationOptions {
  /** Its id, of letters, digits and underscores. */
  readonly id: string
  /** The statuses that a request can fail with. */
  readonly failures: readonly string[]
}

interface Described {
  readonly schemas: Readonly<Record<string, JsonSchema>>
  readonly document: JsonSchema
  readonly result: JsonSchema
  readonly parameters: JsonSchema
  readonly needsParameters: boolean
}

/**
 * Describes an endpoint. Its request is what the first Pod that serves it takes, in the order of the plan, its answer what
 * the last one gives; the parameters are checked by all of them.
 */
export function describeEndpoint(shown: ShownEndpoint, { id, failures }: OperationOptions): DescribedEndpoint {
  const described = describeSchemas(shown, id)
  const { endpoint, pods, isAny, path } = shown
  const failed = failures.map((status) => [status, { $ref: `#/components/responses/${responseName(status)}` }])
  const operation = {
    operationId: id,
    summary: isAny ? 'Calls any endpoint' : `Calls ${endpoint}`,
    description: descriptionOf(shown),
    'x-peaflow-pods': pods.map(({ pod }) => pod),
    ...(isAny && { 'x-peaflow-any-endpoint': true }),
    parameters: ['RequestId', 'Timeout'].map((name) => ({ $ref: `#/components/parameters/${name}` })),
    requestBody: { required: true, content: requestContent(described) },
    responses: { 200: { ...answer(described) }, ...Object.fromEntries(failed) },
  }
  return { path, operation, schemas: described.schemas }
}

function descriptionOf({ endpoint, pods, isAny }: ShownEndpoint): string {
  const served = pods.length === 0 ? '' : `Served by ${pods.map(({ pod }) => `\`${pod}\``).join(', ')}. `
  const any = `This Flow takes any endpoint: \`POST ${endpoint}\` stands for all that are not listed.`
  const documents = 'One request has any number of documents; an empty list is a request, too.'
  return `${served}${isAny ? `${any} ` : ''}${documents}`
}

function describeSchemas({ pods }: ShownEndpoint, id: string): Described {
  const schemas: Record<string, JsonSchema> = {}
  const define = (name: string, schema: JsonSchema | undefined): JsonSchema | undefined => {
    if (schema === undefined) return undefined
    const base = `#/components/schemas/${name}`
    schemas[name] = rebase(schema, base)
    return { $ref: base }
  }
  const generic = { $ref: '#/components/schemas/Document' }
  const [only = { type: 'object' }, ...others] = pods
    .map(({ parameters }, index) => define(`${id}_parameters_${index}`, parameters))
    .filter((schema) => schema !== undefined)
  return {
    document: define(`${id}_input`, pods[0]?.input) ?? generic,
    result: define(`${id}_output`, pods.at(-1)?.output) ?? generic,
    parameters: others.length > 0 ? { allOf: [only, ...others] } : only,
    needsParameters: pods.some(
      ({ parameters }) => Array.isArray(parameters?.required) && parameters.required.length > 0,
    ),
    schemas,
  }
}

/** The media types of a request, as `request/read-content.ts` reads them. */
function requestContent({ document, parameters, needsParameters }: Described): JsonSchema {
  const documents = { type: 'array', items: document }
  const whole = {
    type: 'object',
    required: ['documents', ...(needsParameters ? ['parameters'] : [])],
    properties: { documents, parameters },
  }
  const value = needsParameters ? whole : { anyOf: [whole, documents, document] }
  const file = { type: 'string', contentMediaType: 'application/octet-stream' }
  return {
    'application/json': { schema: value },
    'application/x-ndjson': { schema: { type: 'string', description: 'A document in each line.' } },
    'application/msgpack': { schema: value },
    'multipart/form-data': {
      schema: { type: 'object', properties: { parameters }, additionalProperties: file },
    },
    'text/plain': { schema: { type: 'string', description: 'The text of one document.' } },
    '*/*': { schema: { ...file, description: 'The blob of one document.' } },
  }
}

/** The media types of an answer, as `answer/accept.ts` offers them. */
function answer({ result }: Described): JsonSchema {
  const whole = {
    type: 'object',
    required: ['documents'],
    properties: { documents: { type: 'array', items: result } },
  }
  return {
    description: 'The documents of the answer.',
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/RequestId' },
      'Server-Timing': { $ref: '#/components/headers/ServerTiming' },
    },
    content: {
      'application/json': { schema: whole },
      'application/x-ndjson': { schema: { type: 'string', description: 'A document in each line, as they come.' } },
      'text/event-stream': {
        schema: { type: 'string', description: 'Events `documents`, `error` and `done`, as they come.' },
      },
      'application/msgpack': { schema: whole },
    },
  }
}

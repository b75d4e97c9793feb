import type { JsonSchema } from '@peaflow/core'
import type { FlowEndpoints } from '@peaflow/engine'
import { failureResponses, failureStatuses, HEADERS, PARAMETERS, SCHEMAS } from './components.ts'
import { type DescribedEndpoint, describeEndpoint } from './operation.ts'
import { shownEndpoints } from './shown-endpoints.ts'

/** What is described. */
export interface OpenApiSources {
  /** The name of the Flow. */
  readonly flow: string
  readonly endpoints: FlowEndpoints
  /** Whether calls need a token. */
  readonly hasToken: boolean
}

/**
 * An OpenAPI 3.1 document of what a Flow serves: each endpoint is a path to post to.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function toOpenApi({ flow, endpoints, hasToken }: OpenApiSources): JsonSchema {
  const failures = failureStatuses(hasToken)
  const used = new Set<string>()
  const described = shownEndpoints(endpoints).map((shown) =>
    describeEndpoint(shown, { id: operationId(shown.endpoint, used), failures }),
  )
  return {
    openapi: '3.1.0',
    info: { title: flow, version: '1', description: descriptionOf(endpoints) },
    servers: [{ url: '/' }],
    ...(hasToken && { security: [{ token: [] }] }),
    paths: Object.fromEntries(described.map(({ path, operation }) => [path, { post: operation }])),
    components: {
      schemas: { ...SCHEMAS, ...schemasOf(described) },
      parameters: PARAMETERS,
      headers: HEADERS,
      responses: failureResponses(failures),
      ...(hasToken && { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } }),
    },
  }
}

function schemasOf(described: readonly DescribedEndpoint[]): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(described.flatMap(({ schemas }) => Object.entries(schemas)))
}

/** `/search/text` is `post_search_text`; another endpoint of the same letters gets a number. */
function operationId(endpoint: string, used: Set<string>): string {
  const name = `post${endpoint === '/' ? '' : endpoint.replace(/[^A-Za-z0-9]+/g, '_')}`
  let id = name
  for (let number = 2; used.has(id); number += 1) id = `${name}_${number}`
  used.add(id)
  return id
}

function descriptionOf({ takesAll }: FlowEndpoints): string {
  const served = 'A Flow of Peaflow. Each endpoint is a path: documents in, documents out.'
  const any = 'It takes any endpoint, since a Pod serves all of them, or what a Pod serves is not known.'
  return takesAll ? `${served} ${any}` : served
}

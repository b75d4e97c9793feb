import type { FlowEndpoints, PodEndpoint } from '@peaflow/engine'

/** An endpoint that clients can call over HTTP. */
export interface ShownEndpoint {
  readonly endpoint: string
  /** Percent-encoded. */
  readonly path: string
  readonly pods: readonly PodEndpoint[]
  /** Whether it stands for every endpoint that is not shown. */
  readonly isAny: boolean
}

/** The endpoints to describe: those that have names, and `/` for all others if the Flow takes any. */
export function shownEndpoints({ takesAll, endpoints }: FlowEndpoints): readonly ShownEndpoint[] {
  const named = endpoints
    .filter(({ endpoint }) => isReachable(endpoint))
    .map(({ endpoint, pods }) => ({ endpoint, path: toPath(endpoint), pods, isAny: takesAll && endpoint === '/' }))
  if (!takesAll || named.some(({ isAny }) => isAny)) return named
  const pods = endpoints.find(({ endpoint }) => endpoint === 'default')?.pods ?? []
  return [...named, { endpoint: '/', path: '/', pods, isAny: true }]
}

/** Whether a path leads to it: see `routes/endpoint.ts`. */
function isReachable(endpoint: string): boolean {
  const segments = endpoint.split('/')
  const isWhole = segments.slice(1).every((segment) => segment !== '' && segment !== '.' && segment !== '..')
  return endpoint === '/' || (segments[0] === '' && isWhole && !/[\\\p{Cc}\p{Cs}]/u.test(endpoint))
}

/** Braces are encoded too: OpenAPI reads them as the name of a parameter. */
function toPath(endpoint: string): string {
  return endpoint.split('/').map(encodeURIComponent).join('/')
}

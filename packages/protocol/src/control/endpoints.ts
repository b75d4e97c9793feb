import { MAX_ENDPOINT_BYTES } from '../wire/protocol.ts'
import { isObject } from './checks.ts'

/** The most endpoints that a `ready` may name. */
export const MAX_ENDPOINTS = 1_024

/** The most characters of `endpoints` as JSON. */
export const MAX_ENDPOINTS_LENGTH = 262_144

const SCHEMAS: ReadonlySet<string> = new Set(['input', 'output', 'parameters'])

/** Whether a value of a `ready` says which endpoints a Pea serves, and is no larger than it may be. */
export function areEndpoints(value: unknown): boolean {
  if (!isObject(value)) return false
  const entries = Object.entries(value)
  if (entries.length > MAX_ENDPOINTS || JSON.stringify(value).length > MAX_ENDPOINTS_LENGTH) return false
  return entries.every(([endpoint, schemas]) => isEndpoint(endpoint) && areSchemas(schemas))
}

/** Whether this is `default`, or a name that requests have room for. */
export function isEndpoint(name: string): boolean {
  return name === 'default' || (name.startsWith('/') && Buffer.byteLength(name) <= MAX_ENDPOINT_BYTES)
}

function areSchemas(value: unknown): boolean {
  return isObject(value) && Object.entries(value).every(([name, schema]) => SCHEMAS.has(name) && isObject(schema))
}

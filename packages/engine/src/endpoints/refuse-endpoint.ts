import { FlowError, nearest } from '@peaflow/core'
import type { FlowEndpoints } from './flow-endpoints.ts'

/** The most endpoints that a hint lists. */
const MOST_NAMES = 20

/** Why a Flow takes no request to an endpoint: `REQUEST_ENDPOINT`; `undefined` if it does. */
export function refuseEndpoint({ takesAll, endpoints }: FlowEndpoints, endpoint: string): FlowError | undefined {
  if (takesAll) return undefined
  const names = endpoints.map((one) => one.endpoint)
  if (names.includes(endpoint)) return undefined
  const meant = nearest(endpoint, names)
  const listed = names.slice(0, MOST_NAMES).join(', ')
  const others = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : ''
  return new FlowError('REQUEST_ENDPOINT', `no Pod of this Flow serves the endpoint "${endpoint}"`, {
    hint: meant === undefined ? `The endpoints are ${listed}${others}` : `Did you mean "${meant}"?`,
  })
}

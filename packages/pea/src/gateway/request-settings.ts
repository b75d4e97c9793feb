import type { GatewayOptions } from './gateway.ts'
import { toHeaders } from './headers.ts'
import { checkRequest, type StreamOptions } from './stream-options.ts'

/** What all requests of a stream have in common. */
export interface RequestSettings {
  readonly endpoint: string
  readonly parameters: Readonly<Record<string, unknown>>
  /** Encoded. */
  readonly headers: Uint8Array | undefined
  /** Milliseconds that each of them may take, with the time that it waits for room. */
  readonly timeout: number
}

/**
 * What the requests of a stream have in common. The caller may change the options afterwards.
 *
 * @throws FlowError `REQUEST_ENDPOINT`, `REQUEST_TIME_LIMIT` or `REQUEST_HEADERS` if one of them is not valid, and what the
 * gateway's `refuseEndpoint` returns.
 */
export function toRequestSettings(
  endpoint: string,
  options: StreamOptions,
  { timeoutRequest = 60_000, refuseEndpoint }: Pick<GatewayOptions, 'timeoutRequest' | 'refuseEndpoint'>,
): RequestSettings {
  const { parameters = {}, timeout = timeoutRequest } = options
  checkRequest({ endpoint, timeout }, refuseEndpoint)
  return { endpoint, parameters, headers: toHeaders(options), timeout }
}

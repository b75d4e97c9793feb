import { FlowError } from '@peaflow/core'

/**
 * The endpoint that a path names: `/index`.
 *
 * @throws FlowError `REQUEST_PATH` for a path that a server in between may read in another way.
 */
export function endpointOf(path: string): string {
  const endpoint = decode(path)
  const isPlain = path.startsWith('/') && !/%2f|%5c|%00/i.test(path) && !/[\\\p{Cc}]/u.test(endpoint)
  const segments = endpoint.split('/').slice(1)
  const isWhole = segments.every((segment) => segment !== '.' && segment !== '..' && segment !== '')
  if (endpoint === '/' || (isPlain && isWhole)) return endpoint
  throw new FlowError('REQUEST_PATH', `"${path.slice(0, 200)}" is not the path of an endpoint`, {
    hint: 'Call /index for the endpoint /index, without a slash at the end',
  })
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch (cause) {
    throw new FlowError('REQUEST_PATH', `"${path.slice(0, 200)}" is not percent-encoded UTF-8`, { cause })
  }
}

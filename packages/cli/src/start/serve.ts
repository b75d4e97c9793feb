import type { RunningFlow } from '@peaflow/engine'
import type { ServedFlow, ServeOptions } from '@peaflow/serve'

/**
 * Serves a running Flow over HTTP: `POST /index` calls the endpoint `/index`. Listens on loopback only, unless an address is
 * given. What the flow file says of it under `with` counts for `peaflow up` alone.
 *
 * @throws FlowError `ADDRESS_HTTP` if the port cannot be opened, `CONFIG_INSECURE` if it would be open beyond loopback to
 * anybody, `CONFIG_TLS` if the certificate or its key is not valid.
 *
 * @example
 * const served = await serve(running, { http: 8080, cors: ['https://app.example'] })
 */
export async function serve(running: RunningFlow, options: ServeOptions = {}): Promise<ServedFlow> {
  // Loaded now, so that importing this module costs nothing.
  const served = await import('@peaflow/serve')
  return await served.serve(running, options)
}

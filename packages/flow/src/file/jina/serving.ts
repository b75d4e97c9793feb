import { JINA_SERVING } from './names.ts'
import type { JinaValues, Translated } from './translated.ts'

/** How Jina's gateway is reached, as the options of a Flow that is served: a port speaks HTTP and WebSocket, or gRPC. */
export function translateServing(given: JinaValues): Translated {
  const own = Object.entries(given).filter(([key]) => !JINA_SERVING.has(key) || isOrigins(key, given[key]))
  const { cors, ssl_certfile: cert, ssl_keyfile: key } = given
  const values = {
    ...portsOf(given),
    ...(cert !== undefined && key !== undefined && { tls: { cert, key } }),
    ...Object.fromEntries(own),
  }
  return { values, problems: [], warnings: cors === true ? [anyOrigin()] : [] }
}

/** Peaflow's own `cors` has origins. */
function isOrigins(key: string, value: unknown): boolean {
  return key === 'cors' && typeof value !== 'boolean'
}

function portsOf(given: JinaValues): JinaValues {
  const ports = [given.port ?? given.port_expose ?? []].flat()
  // Jina 0.x had a gateway of gRPC or of HTTP; later ones name a protocol, or one for each port.
  const isHttp = given.rest_api === true || given.restful === true
  const protocols = [given.protocol ?? (isHttp ? 'http' : 'grpc')].flat()
  const values: Record<string, unknown> = {}
  for (const [index, port] of ports.entries()) {
    const protocol = String(protocols[index] ?? protocols.at(-1)).toLowerCase()
    values[protocol === 'grpc' ? 'grpc' : 'http'] ??= port
  }
  return values
}

function anyOrigin(): Translated['warnings'][number] {
  return {
    path: ['cors'],
    message: '"cors: true" lets every page in a browser call the Flow; it is ignored',
    hint: 'Name the origins: cors: [https://app.example]',
  }
}

import type { HttpServer } from './exchange.ts'
import { listen } from './listen.ts'

/** The least that a server of JSON does: parses a body, and writes it back. */
export function openEcho(): Promise<HttpServer> {
  return listen((body, reply) => reply(JSON.stringify(JSON.parse(body.toString()))))
}

import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, vi } from 'vitest'

/** The API of a cluster as each test of a file has its own. */
export interface OwnApi {
  /** A folder of the test, with the kubeconfig as `config`. */
  readonly folder: string
  /** How it answers. */
  answer: (response: ServerResponse, request: IncomingMessage) => void
  /** Listens no more. */
  close(): void
}

/** A server of this process which answers what a test tells it to, and a kubeconfig of it. */
export function ownApi(): OwnApi {
  let server: Server
  const api = { folder: '', answer: (_: ServerResponse, __: IncomingMessage) => {}, close: () => void server.close() }
  beforeEach(async () => {
    api.folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'))
    server = createServer((request, response) => api.answer(response, request)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true }
    const config = {
      clusters: [{ name: 'test', cluster }],
      users: [{ name: 'me', user: { token: 'secret-token' } }],
      contexts: [
        { name: 'plain', context: { cluster: 'test', user: 'me' } },
        { name: 'team', context: { cluster: 'test', user: 'me', namespace: 'team-a' } },
      ],
      'current-context': 'plain',
    }
    writeFileSync(join(api.folder, 'config'), JSON.stringify(config))
    vi.stubEnv('KUBECONFIG', join(api.folder, 'config'))
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    server.closeAllConnections()
    server.close()
    rmSync(api.folder, { recursive: true })
  })
  return api
}

import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { program } from '../../packages/cli/test/process.ts'
import { run } from '../packages/command.ts'
import type { Namespace } from './cluster.ts'
import { IMAGES } from './search-images.ts'

const FLOW_FILE = fileURLToPath(new URL('../../examples/semantic-search/flow.yml', import.meta.url))

/** The name of the objects of the Flow. */
export const FLOW = 'semantic-search'

/** Where the Flow is served, and with which token. */
export interface Served {
  readonly url: string
  readonly token?: string | undefined
}

/** Exports the Flow of examples/semantic-search with these images; returns the folder of the manifests. */
export async function exportSearch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'peaflow-k8s-'))
  const text = readFileSync(FLOW_FILE, 'utf8')
    .replace('uses: ./executors/encode.js', `image: '${IMAGES.encoder}'`)
    .replace('uses: ./executors/vectors.js', `image: '${IMAGES.flow}', uses: executors/vectors.js`)
  writeFileSync(join(folder, 'flow.yml'), text)
  const out = join(folder, 'k8s')
  const args = ['export', 'kubernetes', 'flow.yml', '-o', out, '--image', IMAGES.flow, '--target', '1.20']
  const exported = await run(process.execPath, [program, ...args], { cwd: folder })
  expect(exported).toMatchObject({ code: 0, stderr: '' })
  return out
}

/** Where clients find the Flow in the cluster. */
export async function findServed({ kubectl }: Namespace): Promise<Served> {
  const [address, token = ''] = await Promise.all([
    kubectl('get', 'service', FLOW, '--output', 'jsonpath={.spec.clusterIP}'),
    kubectl('get', 'secret', FLOW, '--output', 'jsonpath={.data.token}'),
  ])
  return { url: `http://${address}:8080`, token: Buffer.from(token, 'base64').toString('utf8').trim() }
}

/** Calls an endpoint of the Flow, and gives its answer as it came. */
export async function call({ url, token }: Served, endpoint: string, body: object): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  const response = await fetch(`${url}${endpoint}`, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: response.status, text: await response.text() }
}

/** An answer of the Flow. */
export interface Answer {
  readonly status: number
  readonly text: string
}

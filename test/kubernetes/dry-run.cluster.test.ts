import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { autoscaledFlow, exportedFlow } from '../../packages/cli/test/export/random-flow.ts'
import { kubernetesObjects, type Manifest } from '../../packages/cli/test/export/rendered.ts'
import { describeCluster, type Namespace, openNamespace } from './cluster.ts'

describeCluster('Kubernetes 1.20', { timeout: 240_000 }, () => {
  let namespace: Namespace
  let api: Awaited<ReturnType<typeof openApi>>

  beforeAll(async () => {
    namespace = await openNamespace()
    api = await openApi()
  })
  afterAll(async () => {
    await api.close()
    await namespace.close()
  })

  /** What the server says against an object, and the fields that it does not keep. It creates nothing. */
  async function mistakesIn(object: Manifest): Promise<readonly string[]> {
    const { apiVersion, kind } = object
    const group = apiVersion.includes('/') ? 'apis' : 'api'
    const resources = `${kind.toLowerCase().replace(/y$/, 'ie')}s`
    const url = `${api.url}/${group}/${apiVersion}/namespaces/${namespace.name}/${resources}?dryRun=All`
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(object) })
    const kept = (await response.json()) as Manifest
    if (response.status !== 201) return [`${kind}: ${kept.message}`]
    // The server turns it into `data`.
    const { stringData: _, ...sent } = object
    return missingIn(kept, sent).map((path) => `${kind}: ${path} is not kept`)
  }

  it.each([{ run: false }, { run: true }])('takes every object of thirty Flows, with %o', async (more) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(exportedFlow, autoscaledFlow), async (flow) => {
        const objects = kubernetesObjects(flow, { target: '1.20', ...more }).filter(isObject)
        expect(objects.length).toBeGreaterThan(1)
        expect((await Promise.all(objects.map(mistakesIn))).flat()).toEqual([])
      }),
      { numRuns: 30 },
    )
  })

  it('is asked what it does not take', async () => {
    const named = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }
    expect(await mistakesIn({ ...named, data: { x: 'y' }, other: 1 })).toEqual(['ConfigMap: /other is not kept'])
    expect(await mistakesIn({ ...named, metadata: { name: 'X' } })).toEqual([
      expect.stringContaining('Invalid value: "X"'),
    ])
  })
})

/** A `kustomization.yaml` is of kubectl, not of the server. */
function isObject({ kind }: Manifest): boolean {
  return kind !== 'Kustomization'
}

/** The paths of what was sent and is not there. What is empty does not count. */
function missingIn(kept: Manifest, sent: Manifest, path = ''): readonly string[] {
  if (typeof sent !== 'object' || sent === null) return kept === undefined ? [path] : []
  return Object.entries(sent).flatMap(([key, value]) => missingIn(kept?.[key], value, `${path}/${key}`))
}

/** The API of the cluster, without its credentials, for as long as it is not closed. */
async function openApi() {
  const proxy = spawn('kubectl', ['proxy', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(proxy.stdout, 'data')
  const exited = once(proxy, 'exit')
  const close = async () => {
    proxy.kill()
    await exited
  }
  return { url: `http://${/127\.0\.0\.1:\d+/.exec(String(line))?.[0]}`, close }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { exportedFlow } from '../../packages/cli/test/export/random-flow.ts'
import { kubernetesObjects, type Manifest } from '../../packages/cli/test/export/rendered.ts'
import { describeCluster, type Namespace, openNamespace } from './cluster.ts'

const FLOWS = 30

describeCluster('Kubernetes 1.20', { timeout: 240_000 }, () => {
  let namespace: Namespace
  let folder: string

  beforeAll(async () => {
    namespace = await openNamespace()
    folder = mkdtempSync(join(tmpdir(), 'peaflow-dry-run-'))
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await namespace.close()
  })

  // One command for all of them: each start of kubectl takes it longer than its objects take the server.
  it.each([{ run: false }, { run: true }])('takes thirty Flows, with %o', async (more) => {
    const flows = fc.sample(exportedFlow, FLOWS)
    const objects = flows.flatMap((flow) => kubernetesObjects(flow, { target: '1.20', ...more })).filter(isObject)
    const file = join(folder, 'objects.json')
    // Not a List, of which kubectl checks every object as often as there are objects.
    writeFileSync(file, objects.map((object) => JSON.stringify(object)).join('\n'))
    const { code, stdout, stderr } = await namespace.tryKubectl('create', '--dry-run=server', '--filename', file)
    expect({ code, stderr, flows: code === 0 ? [] : flows.map((flow) => flow.toYaml()) }).toEqual({
      code: 0,
      stderr: '',
      flows: [],
    })
    expect(stdout.trim().split('\n')).toHaveLength(objects.length)
  })
})

/** A `kustomization.yaml` is of kubectl, not of the server. */
function isObject({ kind }: Manifest): boolean {
  return kind !== 'Kustomization'
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { renderFlow } from '../../packages/cli/src/export/render.ts'
import { exportedFlow } from '../../packages/cli/test/export/random-flow.ts'
import { requestOf } from '../../packages/cli/test/export/rendered.ts'
import { describeCluster, type Namespace, openNamespace } from './cluster.ts'

describeCluster('Kubernetes 1.20', () => {
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

  it.each([{}, { run: true }])('takes thirty Flows, with %o', { timeout: 300_000 }, async (more) => {
    await fc.assert(
      fc.asyncProperty(exportedFlow, async (flow) => {
        const out = mkdtempSync(join(folder, 'k8s-'))
        for (const { path, text } of renderFlow(requestOf(flow, 'kubernetes', { target: '1.20', ...more }))) {
          mkdirSync(dirname(join(out, path)), { recursive: true })
          writeFileSync(join(out, path), text)
        }
        expect(await namespace.tryKubectl('apply', '-k', out, '--dry-run=server')).toMatchObject({
          code: 0,
          stderr: '',
        })
      }),
      { numRuns: 30 },
    )
  })
})

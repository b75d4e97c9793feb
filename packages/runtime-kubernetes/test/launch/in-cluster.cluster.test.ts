import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeCluster, loadImages } from '../../../../test/kubernetes/cluster.ts'
import { mustRun } from '../../../../test/packages/command.ts'
import { engine } from '../../../runtime-docker/test/docker/engine.ts'
import { buildTestPeaImage } from '../../../runtime-docker/test/docker/pea-image.ts'
import { IMAGE, loadImage } from './images.ts'
import { type LaunchNamespace, openLaunchNamespace } from './namespace.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

/** The image of a Flow that launches in its own cluster: the Pea image, a flow file, and this package beside it. */
const FLOW_IMAGE = 'peaflow-test/kubernetes-flow:1'

const FLOW = `
name: inside
version: 1
with: { timeout_ready: 120s }
pods:
  shout: { image: '${IMAGE}', pull: never, uses: /app/shout.mjs, runtime: kubernetes, replicas: 2 }
  count: { image: '${IMAGE}', pull: never, uses: /app/count.mjs, runtime: kubernetes }
`

describeCluster('a Flow in a cluster that launches Peas in it', { timeout: 600_000 }, () => {
  let namespace: LaunchNamespace

  beforeAll(async () => {
    await loadImage()
    await buildFlowImage()
    namespace = await openLaunchNamespace()
  }, 600_000)
  afterAll(async () => await namespace.close())

  /** Starts a Pod of Kubernetes with the rights of the README, which runs a command. */
  async function startPod(name: string, command: readonly string[]): Promise<void> {
    const container = { name: 'flow', image: FLOW_IMAGE, imagePullPolicy: 'Never', command }
    const spec = { serviceAccountName: 'flow', restartPolicy: 'Never', containers: [container] }
    const overrides = JSON.stringify({ spec })
    await namespace.kubectl('run', name, '--image', FLOW_IMAGE, '--restart', 'Never', '--overrides', overrides)
  }

  const logsOf = async (name: string) => (await namespace.tryKubectl('logs', name)).stdout

  it('finds its address, its rights and this package by itself, answers, and leaves nothing', async () => {
    await startPod('once', ['sh', '-c', 'echo hello | peaflow run /flow/flow.yml --lines'])
    const phase = () => namespace.kubectl('get', 'pod', 'once', '--output', 'jsonpath={.status.phase}')
    await expect.poll(phase, { timeout: 240_000 }).toMatch(/Succeeded|Failed/)
    const logs = await logsOf('once')
    expect(logs).toContain('"text":"HELLO","length":5')
    expect(await phase()).toBe('Succeeded')
    expect(await namespace.pods('inside')).toEqual([])
  })

  it('takes what it has launched with it when its own Pod is deleted', async () => {
    await startPod('up', ['peaflow', 'up', '/flow/flow.yml'])
    await expect.poll(async () => (await namespace.pods('inside')).length, { timeout: 120_000 }).toBe(3)
    const uid = await namespace.kubectl('get', 'pod', 'up', '--output', 'jsonpath={.metadata.uid}')
    for (const { metadata } of await namespace.pods('inside')) {
      expect(metadata.ownerReferences).toEqual([{ apiVersion: 'v1', kind: 'Pod', name: 'up', uid }])
    }
    // At once, as when its node is lost: it ends nothing by itself.
    await namespace.kubectl('delete', 'pod', 'up', '--grace-period', '0', '--force')
    await expect.poll(() => namespace.pods('inside'), { timeout: 120_000 }).toEqual([])
  })
})

async function buildFlowImage(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'flow-image-'))
  try {
    const home = join(folder, 'node_modules', '@peaflow')
    mkdirSync(home, { recursive: true })
    // What npm would install.
    const deploy = ['--filter', '@peaflow/runtime-kubernetes', 'deploy', '--prod', '--legacy', join(folder, 'deployed')]
    await mustRun('npx', ['--yes', 'pnpm@10.34.9', ...deploy], { cwd: ROOT })
    cpSync(join(folder, 'deployed'), join(home, 'runtime-kubernetes'), { recursive: true, verbatimSymlinks: true })
    rmSync(join(folder, 'deployed'), { recursive: true })
    writeFileSync(join(folder, 'flow.yml'), FLOW)
    writeFileSync(join(folder, 'Dockerfile'), `FROM ${await buildTestPeaImage()}\nWORKDIR /flow\nCOPY . .\n`)
    await mustRun('docker', ['build', '--quiet', '--tag', FLOW_IMAGE, folder], { cwd: folder })
    await loadImages([FLOW_IMAGE])
    await engine.getImage(FLOW_IMAGE).remove()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { program } from '../../packages/cli/test/process.ts'
import { buildTestPeaImage } from '../../packages/runtime-docker/test/docker/pea-image.ts'
import { pageCommands, pageFile } from '../deployments/page-commands.ts'
import { type Address, post } from '../deployments/search.ts'
import { mustRun } from '../packages/command.ts'
import { describeCluster, engine, loadImages, type Namespace, openNamespace } from './cluster.ts'
import { expectLeft, findServed } from './search.ts'

const PAGE = 'docs/kubernetes.md'
const EXECUTOR = 'export default (documents) => documents\n'
/** The images of the page, each with a file. */
const IMAGES = { 'acme/encoder:1.2': 'encode.js', 'acme/encoder:1.3': 'encode.js', 'acme/index:1': 'index.js' }

const commands = pageCommands({ page: PAGE, test: 'test/kubernetes/page.cluster.test.ts' })

describeCluster('docs/kubernetes.md', { timeout: 300_000 }, () => {
  let folder: string
  let namespace: Namespace
  let served: Address

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'peaflow-page-'))
    await buildPageImages()
    namespace = await openNamespace({ volumes: 2 })
    writeFileSync(join(folder, 'flow.yml'), pageFile(PAGE, 'flow.yml'))
    // The page is for a current Kubernetes.
    const args = ['export', 'kubernetes', 'flow.yml', '-o', 'k8s', '--target', '1.20']
    await mustRun(process.execPath, [program, ...args], { cwd: folder })
    await mustRun('sh', ['-c', 'kubectl config view --raw --flatten > kubeconfig'], { cwd: folder })
    await follow(`kubectl config set-context --current --namespace ${namespace.name}`)
  }, 300_000)
  afterAll(async () => {
    await namespace.close()
    await mustRun('docker', ['--host', engine, 'image', 'rm', '--force', 'peaflow/pea', ...Object.keys(IMAGES)], {
      cwd: folder,
    })
    rmSync(folder, { recursive: true })
  })

  /** Images of the page, on the Engine of the cluster alone. */
  async function buildPageImages(): Promise<void> {
    const pea = await buildTestPeaImage()
    await loadImages([pea])
    const docker = (...args: readonly string[]) => mustRun('docker', ['--host', engine, ...args], { cwd: folder })
    await docker('tag', pea, 'peaflow/pea')
    for (const [image, file] of Object.entries(IMAGES)) {
      writeFileSync(join(folder, file), EXECUTOR)
      writeFileSync(join(folder, 'Dockerfile'), `FROM ${pea}\nCOPY ${file} .\n`)
      await docker('build', '--tag', image, '.')
    }
  }

  /** Runs a command of the page. */
  async function follow(command: string): Promise<string> {
    return await mustRun('sh', ['-c', command], { cwd: folder, env: { KUBECONFIG: join(folder, 'kubeconfig') } })
  }

  const [apply = '', isUp = '', list = '', scale = '', image = '', isRolledOut = '', remove = '', removeData = ''] =
    commands

  it('leads to a Flow that answers', async () => {
    expect(commands).toHaveLength(8)
    await follow(apply.replace('apply', 'apply --dry-run=server'))
    await follow(apply)
    await follow(isUp)
    expect(await follow(list)).toContain('horizontalpodautoscaler.autoscaling/search-encode')
    served = await findServed(namespace, 'search')
    const body = JSON.stringify({ id: '1', text: 'hello' })
    expect(JSON.parse(await post(served.url, { token: served.token, body }))).toMatchObject({
      documents: [{ id: '1', text: 'hello' }],
    })
  })

  it('leads to an autoscaler, which gives the Pod its first replicas', async () => {
    const conditions = async (): Promise<unknown> => {
      const { metadata } = JSON.parse(await follow('kubectl get hpa search-encode --output json'))
      return JSON.parse(metadata.annotations['autoscaling.alpha.kubernetes.io/conditions'] ?? '[]')
    }
    await expect.poll(conditions).toContainEqual(expect.objectContaining({ type: 'AbleToScale', status: 'True' }))
    const replicas = await follow("kubectl get deployment search-encode --output 'jsonpath={.spec.replicas}'")
    expect(replicas).toBe('2')
    // Another apply resets nothing.
    await follow(apply)
    expect(await follow("kubectl get deployment search-encode --output 'jsonpath={.spec.replicas}'")).toBe(replicas)
  })

  it('has the series that its query for KEDA asks for', async () => {
    const { token } = served
    const answer = await fetch(`${served.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
    const lines = (await answer.text()).split('\n')
    const asked = pageFile(PAGE, 'keda.yaml').match(/peaflow_\w+\{.*?\}/g) ?? []
    expect(asked).toHaveLength(2)
    for (const series of asked) expect(lines.filter((line) => line.startsWith(`${series} `))).toHaveLength(1)
  })

  it('scales, rolls out another image, and leaves nothing', async () => {
    await follow(scale)
    await follow(image)
    await follow(isRolledOut)
    const name = "kubectl get deployment search-encode --output 'jsonpath={.spec.template.spec.containers[0].image}'"
    expect(await follow(name)).toBe('acme/encoder:1.3')
    await follow(remove)
    await follow(removeData)
    await expectLeft(namespace, 'search', [])
  })
})

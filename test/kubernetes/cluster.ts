import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { mustRun, type Outcome, run } from '../packages/command.ts'

/** With it, a node says that tests may use its cluster, and at which address the Engine is that runs its containers. */
const ENGINE = 'peaflow.test/engine'

const found = findEngine()

if ('missing' in found && process.env.CI) throw new Error(found.missing)
if ('missing' in found) console.warn(`Tests skipped, because there is no Kubernetes for them: ${found.missing}`)

/** A group of tests that need a Kubernetes which was started for tests. Without one they are skipped, and fail in CI. */
export const describeCluster = describe.skipIf('missing' in found)

/** The Engine that runs the containers of the cluster. */
export const engine: string = 'engine' in found ? found.engine : ''

/** Never the cluster that the kubectl of a developer happens to know: it has to say that it is for tests. */
function findEngine(): { readonly engine: string } | { readonly missing: string } {
  try {
    const args = ['get', 'nodes', '--request-timeout', '5s', '--output', 'json']
    const nodes = JSON.parse(execFileSync('kubectl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }))
    const [annotation] = nodes.items.flatMap(
      ({ metadata }: { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } }) =>
        metadata.annotations?.[ENGINE] ?? [],
    )
    if (annotation !== undefined) return { engine: annotation }
    return { missing: `the cluster of kubectl is not for tests: scripts/start-kubernetes starts one` }
  } catch (error) {
    return { missing: `scripts/start-kubernetes starts one (${(error as Error).message.split('\n')[0]})` }
  }
}

/** A namespace of one file of tests. */
export interface Namespace {
  readonly name: string
  /** Runs `kubectl` in it, which must succeed, and gives what it wrote. */
  kubectl(...args: readonly string[]): Promise<string>
  /** Runs `kubectl` in it to its end. */
  tryKubectl(...args: readonly string[]): Promise<Outcome>
  /** The containers in it that run. */
  containers(): Promise<readonly string[]>
  /** Removes it and all that is in it. */
  close(): Promise<void>
}

/** Makes a namespace, and so many volumes, each of which one of its claims can have. */
export async function openNamespace({ volumes = 0 }: { readonly volumes?: number } = {}): Promise<Namespace> {
  const name = `peaflow-${randomBytes(4).toString('hex')}`
  const where = { cwd: '/' }
  const names = Array.from({ length: volumes }, (_, index) => `${name}-${index}`)
  const folders = names.map((volume) => mkdtempSync(join(tmpdir(), `${volume}-`)))
  await mustRun('kubectl', ['create', 'namespace', name], where)
  for (const [index, path] of folders.entries()) await apply(volumeAt(`${name}-${index}`, path))
  return {
    name,
    kubectl: async (...args) => await mustRun('kubectl', ['--namespace', name, ...args], where),
    tryKubectl: async (...args) => await run('kubectl', ['--namespace', name, ...args], where),
    containers: async () => {
      const args = ['ps', '--quiet', '--filter', `label=io.kubernetes.pod.namespace=${name}`]
      return (await mustRun('docker', ['--host', engine, ...args], where)).split('\n').filter(Boolean)
    },
    close: async () => {
      // The kubelet of 1.20 collects containers that have ended once a minute, and keeps their Kubernetes Pods until then.
      await mustRun('kubectl', ['delete', 'namespace', name, '--wait=false'], where)
      if (names.length > 0) await mustRun('kubectl', ['delete', 'persistentvolume', ...names, '--wait=false'], where)
      for (const folder of folders) rmSync(folder, { recursive: true })
    },
  }
}

/** A volume for the first claim that asks for one: a folder of the only node, which is on this machine. */
function volumeAt(name: string, path: string): object {
  const terms = [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'Exists' }] }]
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: terms } },
    },
  }
}

async function apply(object: object): Promise<void> {
  const child = spawn('kubectl', ['create', '--filename', '-'], { stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.end(JSON.stringify(object))
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`kubectl create ended with ${code}`)
}

/** Copies images of this machine's Engine to that of the cluster, but for those that it has. */
export async function loadImages(names: readonly string[]): Promise<void> {
  const idOf = async (host: readonly string[], name: string) =>
    (await run('docker', [...host, 'image', 'inspect', '--format', '{{.Id}}', name], { cwd: '/' })).stdout
  const isThere = await Promise.all(
    names.map(async (name) => (await idOf([], name)) === (await idOf(['--host', engine], name))),
  )
  const images = names.filter((_, index) => !isThere[index])
  if (images.length === 0) return
  const save = spawn('docker', ['save', ...images], { stdio: ['ignore', 'pipe', 'inherit'] })
  const load = spawn('docker', ['--host', engine, 'load', '--quiet'], { stdio: [save.stdout, 'ignore', 'inherit'] })
  const codes = await Promise.all([once(save, 'exit'), once(load, 'exit')])
  if (codes.some(([code]) => code !== 0)) throw new Error(`images cannot be copied: ${JSON.stringify(codes)}`)
}

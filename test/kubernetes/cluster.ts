import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
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
  /** Removes it and all that is in it. */
  close(): Promise<void>
}

/** Makes a namespace. */
export async function openNamespace(): Promise<Namespace> {
  const name = `peaflow-${randomBytes(4).toString('hex')}`
  const where = { cwd: '/' }
  await mustRun('kubectl', ['create', 'namespace', name], where)
  return {
    name,
    kubectl: async (...args) => await mustRun('kubectl', ['--namespace', name, ...args], where),
    tryKubectl: async (...args) => await run('kubectl', ['--namespace', name, ...args], where),
    close: async () => void (await mustRun('kubectl', ['delete', 'namespace', name], where)),
  }
}

/** Copies images of this machine's Engine to that of the cluster. */
export async function loadImages(images: readonly string[]): Promise<void> {
  const save = spawn('docker', ['save', ...images], { stdio: ['ignore', 'pipe', 'inherit'] })
  const load = spawn('docker', ['--host', engine, 'load', '--quiet'], { stdio: [save.stdout, 'ignore', 'inherit'] })
  const codes = await Promise.all([once(save, 'exit'), once(load, 'exit')])
  if (codes.some(([code]) => code !== 0)) throw new Error(`images cannot be copied: ${JSON.stringify(codes)}`)
}

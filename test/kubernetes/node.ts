import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { mustRun } from '../packages/command.ts'
import { engine, type Namespace } from './cluster.ts'

/** The programs without which a node does nothing any more: it starts no container, ends none, and asks none how it is. */
const PROGRAMS = ['kubelet', 'dockerd', 'containerd'] as const

/** A node whose kubelet and Engine are stopped. */
export interface StoppedNode {
  /** Kills the first process of a container. */
  kill(container: Container): Promise<void>
  /** Lets the kubelet and the Engine go on. */
  resume(): void
}

/** A container that the Engine of the node has inspected, when it still could. */
export interface Container {
  /** A number of the machine of the node, which counts processes of its own. */
  readonly pid: string
}

/** Asks the Engine of the node about a container, as Kubernetes names it. */
export async function inspect(containerID: string): Promise<Container> {
  const args = ['inspect', '--format', '{{.State.Pid}}', containerID.replace('docker://', '')]
  return { pid: (await mustRun('docker', ['--host', engine, ...args], { cwd: '/' })).trim() }
}

/**
 * Stops the kubelet and the Engine of the only node (SIGSTOP): `kubelet`, `dockerd` and `containerd`. What keeps running are
 * the containers with the `containerd-shim` of each, kube-proxy, and the programs of the control plane, which are on the same
 * machine. It does so right after the node has said that it is alive: 40 s without that, and Kubernetes takes the node for lost.
 */
export async function stopNode(namespace: Namespace): Promise<StoppedNode> {
  const { kubectl } = namespace
  const node = await nodeOf(namespace)
  const pids = processesOf(node, PROGRAMS)
  const renewed = () =>
    kubectl('get', 'lease', node, '--namespace', 'kube-node-lease', '--output', 'jsonpath={.spec.renewTime}')
  const before = await renewed()
  await expect.poll(renewed).not.toBe(before)
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of pids) process.kill(pid, name)
  }
  signal('SIGSTOP')
  return {
    kill: async ({ pid }) => {
      await mustRun('nsenter', ['--target', String(pids[0]), '--pid', 'kill', '-KILL', pid], { cwd: '/' })
    },
    resume: () => signal('SIGCONT'),
  }
}

/** Kills the API server of the cluster, which is on the machine of the only node. Resolves once another one answers there. */
export async function killApiServer(namespace: Namespace): Promise<void> {
  for (const pid of processesOf(await nodeOf(namespace), ['kube-apiserver'])) process.kill(pid, 'SIGKILL')
  const answer = async () => (await namespace.tryKubectl('get', '--raw', '/readyz')).stdout
  await expect.poll(answer, { timeout: 120_000 }).toBe('ok')
}

/** The name of the only node. */
async function nodeOf({ kubectl }: Namespace): Promise<string> {
  return await kubectl('get', 'nodes', '--output', 'jsonpath={.items[0].metadata.name}')
}

/** The processes of some programs; the network namespace of the machine has the name of the node. */
function processesOf(node: string, programs: readonly string[]): readonly number[] {
  const pids = execFileSync('ip', ['netns', 'pids', node], { encoding: 'utf8' }).split('\n').filter(Boolean).map(Number)
  const names = pids.map((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim())
  expect(names).toEqual(expect.arrayContaining([...programs]))
  return pids.filter((_, index) => programs.includes(names[index] ?? ''))
}

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect } from 'vitest'
import { describeMachines } from '../machines/describe.ts'
import { ip } from '../machines/ip.ts'
import { mustRun } from '../packages/command.ts'

const script = (name: string) => fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url))

const missing = ['dockerd', 'docker', 'setsid', 'tail'].filter((name) => spawnSync('which', [name]).status !== 0)
if (missing.length > 0 && process.env.CI) throw new Error(`not installed: ${missing.join(', ')}`)
if (missing.length > 0) console.warn(`Skipped, because there is no ${missing.join(', ')} for a Swarm`)

/** A group of tests that need a Swarm of their own. Where a program is missing they are skipped, and in CI they fail. */
export function describeSwarm(name: string, tests: () => void): void {
  describe.skipIf(missing.length > 0)(name, () => {
    describeMachines('of two Engines', { timeout: 480_000 }, tests)
  })
}

/** A Swarm of two Engines, each on a machine of its own. */
export interface Swarm {
  /** Where the manager is reached from this machine. */
  readonly address: string
  /** Runs `docker` with the Engine of a node, and returns what it wrote to stdout. */
  docker(node: Node, ...args: readonly string[]): Promise<string>
  /** Runs a command of a page in a folder, with the Engine of the manager. */
  follow(command: string, folder: string): Promise<unknown>
  /** The containers of a service on a node. */
  containersOf(node: Node, service: string): Promise<readonly string[]>
  /** Copies images of this machine to both nodes. */
  load(...images: readonly string[]): Promise<void>
  /** Unplugs the cable of the worker: what is sent to it and from it is lost silently. */
  cutWorker(): void
  healWorker(): void
  /** Waits until the manager takes the worker for ready, or for down. */
  workerBecomes(state: 'ready' | 'down'): Promise<void>
  /** Ends the Engine of the worker, and the containers on it. */
  stopWorker(): Promise<void>
  close(): void
}

/** One of the two machines. */
export type Node = 'manager' | 'worker'

/** Starts a Swarm. */
export function openSwarm(): Swarm {
  const parent = mkdtempSync(join(tmpdir(), 'peaflow-swarm-'))
  const folder = join(parent, 'swarm')
  const said = execFileSync(script('start-swarm'), [folder], { encoding: 'utf8' })
  const variables = Object.fromEntries(said.split('\n').map((row) => row.split('=') as [string, string]))
  const hosts = { manager: variables.SWARM_MANAGER ?? '', worker: variables.SWARM_WORKER ?? '' }
  const docker = async (node: Node, ...args: readonly string[]) =>
    (await mustRun('docker', ['--host', hosts[node], ...args], { cwd: '/' })).trim()
  const plug = (to: string) => void ip(`-n ${variables.SWARM_SWITCH} link set port2 ${to}`)
  return {
    address: variables.SWARM_MANAGER_ADDRESS ?? '',
    docker,
    follow: (command, cwd) => mustRun('sh', ['-c', command], { cwd, env: { DOCKER_HOST: hosts.manager } }),
    containersOf: async (node, service) => {
      const own = ['--filter', `label=com.docker.swarm.service.name=${service}`]
      return (await docker(node, 'ps', '--quiet', ...own)).split('\n').filter((id) => id !== '')
    },
    load: async (...images) => {
      const copyTo = (host: string) => mustRun('sh', ['-c', COPY, host, ...images], { cwd: '/' })
      await Promise.all(Object.values(hosts).map(copyTo))
    },
    cutWorker: () => plug('nomaster'),
    healWorker: () => plug('master switch'),
    workerBecomes: async (state) => {
      const read = () => docker('manager', 'node', 'inspect', 'worker', '--format', '{{ .Status.State }}')
      await expect.poll(read, { timeout: 120_000 }).toBe(state)
    },
    stopWorker: () => stop(Number(readFileSync(join(folder, 'worker', 'pid'), 'utf8'))),
    close: () => {
      execFileSync(script('stop-swarm'), [folder])
      rmSync(parent, { recursive: true })
    },
  }
}

const COPY = 'docker save "$@" | docker --host "$0" load'

/** Asks a process to end, and waits until it has. */
async function stop(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM')
  await mustRun('tail', [`--pid=${pid}`, '-f', '/dev/null'], { cwd: '/' })
}

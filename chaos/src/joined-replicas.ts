import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from './free-ports.ts'
import type { GraphSketch, PodSketch } from './graph.ts'
import { isStopped } from './system.ts'

const program = join(dirname(fileURLToPath(import.meta.resolve('peaflow/package.json'))), 'bin/peaflow.js')

/** Milliseconds between two looks at a replica. One that is stopped at three in a row is killed: longer than `pause` lasts. */
const LOOK = 1_000
const LOOKS = 3

/** The replicas of a history that join its Flow. As a Deployment does, it starts one again that has ended or hangs. */
export class JoinedReplicas {
  /** The file with the key of the Flow. */
  readonly key: string
  /** Where they join. */
  readonly port: number
  readonly #folder: string
  readonly #directory: string
  readonly #running = new Map<ChildProcess, Promise<unknown>>()
  #isOver = false

  private constructor({
    folder,
    key,
    port,
    directory,
  }: { folder: string; key: string; port: number; directory: string }) {
    this.#folder = folder
    this.key = key
    this.port = port
    this.#directory = directory
  }

  /** Makes the key, and finds the ports; `undefined` if no replica of the graph joins. */
  static async open({ pods }: GraphSketch, directory: string): Promise<JoinedReplicas | undefined> {
    const count = pods.filter(({ runtime }) => runtime === 'join').length
    if (count === 0) return undefined
    const folder = mkdtempSync(join(tmpdir(), 'peaflow-joined-'))
    const key = join(folder, 'flow.key')
    writeFileSync(key, execFileSync(process.execPath, [program, 'key']), { mode: 0o600 })
    return new JoinedReplicas({ folder, key, port: await freePorts(1 + 2 * count), directory })
  }

  /** The process ids of those that run. */
  get pids(): readonly number[] {
    return [...this.#running.keys()].flatMap(({ pid, exitCode, signalCode }) =>
      pid !== undefined && exitCode === null && signalCode === null ? pid : [],
    )
  }

  /** Starts the replicas of a Pod. */
  start({ name, replicas, polling }: PodSketch): void {
    for (let number = 0; number < replicas; number++) {
      const own = polling === 'all' ? ['--replica-id', String(number)] : []
      // It gives up by itself where this program was killed.
      void this.#keepRunning(['join', `127.0.0.1:${this.port}`, name, '--key', this.key, '--timeout', '1m', ...own])
    }
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    this.#isOver = true
    // A stopped one does not hear SIGTERM; the Flow has gone, so that nothing is lost.
    for (const child of this.#running.keys()) child.kill('SIGKILL')
    await Promise.all(this.#running.values())
    rmSync(this.#folder, { recursive: true })
  }

  async #keepRunning(args: readonly string[]): Promise<void> {
    while (!this.#isOver) {
      const child = spawn(process.execPath, [program, ...args], { cwd: this.#directory, stdio: 'ignore' })
      const exited = once(child, 'exit')
      this.#running.set(child, exited)
      const timer = watch(child)
      await exited
      clearInterval(timer)
      this.#running.delete(child)
    }
  }
}

/** Kills a replica that has been stopped for long: its liveness probe. */
function watch(child: ChildProcess): NodeJS.Timeout {
  let looks = 0
  return setInterval(() => {
    looks = isStopped(child.pid ?? 0) ? looks + 1 : 0
    if (looks === LOOKS) child.kill('SIGKILL')
  }, LOOK)
}

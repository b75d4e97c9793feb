import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The environment variable for the folder in which probes answer. */
export const PROBE_FOLDER = 'BENCH_PROBE_FOLDER'

/** The memory of one process, in bytes, after a collection of all garbage. */
export type Heap = Pick<NodeJS.MemoryUsage, 'rss' | 'heapUsed' | 'external'>

/** Milliseconds between two looks for an answer. */
const LOOK_INTERVAL = 20

/** Asks processes for their heaps. Each must have been launched with this environment. */
export class Heaps {
  readonly #folder = mkdtempSync(join(tmpdir(), 'bench-'))

  get environment(): NodeJS.ProcessEnv {
    const probe = new URL('./heap-probe.js', import.meta.url).href
    return { ...process.env, NODE_OPTIONS: `--import=${probe}`, [PROBE_FOLDER]: this.#folder }
  }

  async of(pids: readonly number[]): Promise<readonly Heap[]> {
    return await Promise.all(pids.map((pid) => this.#ask(pid)))
  }

  close(): void {
    rmSync(this.#folder, { recursive: true })
  }

  async #ask(pid: number): Promise<Heap> {
    const file = join(this.#folder, String(pid))
    rmSync(file, { force: true })
    process.kill(pid, 'SIGUSR2')
    while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL))
    return JSON.parse(readFileSync(file, 'utf8'))
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openLoop } from '../measure/open-loop.ts'
import type { Settings } from '../question.ts'
import type { Cell, Table } from '../table.ts'

/** Milliseconds that a call waits, and how many wait at once: a capacity of 200 a second that fills no core. */
const [CALL, AT_ONCE] = [20, 4]
const CAPACITY = (AT_ONCE * 1_000) / CALL
const LOADS = [0.9, 3]

/** Does a Flow that is served stay as fast under three times its capacity? */
export async function overload({ quick }: Settings): Promise<Table> {
  const duration = quick ? 200 : 30_000
  const rows: Cell[][] = []
  for (const isRandom of [false, true]) {
    await using served = await serve()
    await openLoop({ url: served.url, rate: 50, duration: quick ? 100 : 2_000, isRandom })
    let calm = Number.NaN
    for (const load of LOADS) {
      const before = served.memory()
      const { answered, refused, failed, p50, p99, refusedP99, retryAfter } = await openLoop({
        url: served.url,
        rate: load * CAPACITY,
        duration,
        isRandom,
      })
      if (load < 1) calm = p99
      const arrivals = isRandom ? 'random' : 'even'
      const grown = served.memory() - before
      rows.push([arrivals, load, answered, refused, failed, p50, p99, p99 / calm, refusedP99, retryAfter, grown])
    }
  }
  const columns = ['arrivals', 'of the capacity', 'answers/s', '503/s', 'other ends', 'p50 ms', 'p99 ms']
  return {
    title: `Overload: one Pod, ${AT_ONCE} calls of ${CALL} ms at once, over HTTP, for ${duration / 1_000} s`,
    columns: [...columns, 'of the p99 at 0.9', 'p99 of a 503', 'Retry-After s', 'memory grew MB'],
    rows,
  }
}

interface Served extends AsyncDisposable {
  readonly url: string
  /** Megabytes in memory of its process. */
  memory(): number
}

/** Serves the Flow by `peaflow up`, in a process of its own. */
async function serve(): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'peaflow-overload-'))
  const file = join(folder, 'flow.yml')
  const executor = fileURLToPath(new URL('../executors/wait.js', import.meta.url))
  writeFileSync(file, `pods:\n  wait: { uses: ${executor}, with: { ms: ${CALL} }, concurrency: ${AT_ONCE} }\n`)
  const program = fileURLToPath(import.meta.resolve('@peaflow/cli/package.json')).replace(
    /package\.json$/,
    'bin/peaflow.js',
  )
  const child = spawn(process.execPath, [program, 'up', file, '--http', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return {
    url: `${await urlOf(child)}/`,
    memory: () => memoryOf(child.pid),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}

async function urlOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('peaflow up has no output')
  for await (const line of createInterface(stdout)) {
    const { url } = JSON.parse(line) as { url?: string }
    if (url !== undefined) {
      stdout.resume()
      return url
    }
  }
  throw new Error('peaflow up has ended')
}

function memoryOf(pid: number | undefined): number {
  const [, kilobytes = Number.NaN] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1_024
}

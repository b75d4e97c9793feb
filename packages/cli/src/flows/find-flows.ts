import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { baseFolders, isLocked, isOwnFolder, pruneRuntimeFolders } from '@peaflow/engine'
import type { AdminStatus } from '@peaflow/serve'
import { ask } from './admin-request.ts'

/** A Flow that is up, and answers. */
export interface FlowUp {
  /** Its runtime folder. */
  readonly folder: string
  readonly status: AdminStatus
}

/** A Flow that is up, but cannot be operated. */
export interface SilentFlow {
  readonly folder: string
  /** `closed`: it is starting, or its program serves no admin API, as `peaflow run` does not. `busy`: it does not answer in time. */
  readonly why: 'closed' | 'busy'
}

/** The Flows of this user on this machine. */
export interface FoundFlows {
  /** By name, then by folder. */
  readonly up: readonly FlowUp[]
  readonly silent: readonly SilentFlow[]
  /** Runtime folders of Flows that have crashed, which are removed now. */
  readonly swept: readonly string[]
}

/** The name of a runtime folder: that of its Flow, and six random bytes. */
const NAME = /^[\w-][\w.-]{0,19}-[0-9a-f]{12}$/

/** Milliseconds that a Flow has to say how it is. */
const STATUS_TIMEOUT = 10_000

/** Finds the Flows that are up, in every folder that may hold them, and removes what crashed ones have left. */
export async function findFlows(signal?: AbortSignal): Promise<FoundFlows> {
  const swept = await pruneRuntimeFolders()
  const folders = runtimeFolders()
  const locked = await Promise.all(folders.map(isLocked))
  const asked = folders.filter((_, index) => locked[index]).map((folder) => askStatus(folder, signal))
  const answers = await Promise.all(asked)
  signal?.throwIfAborted()
  const up = answers.filter((answer) => 'status' in answer)
  const byName = (one: FlowUp, other: FlowUp) =>
    `${one.status.flow} ${one.folder}` < `${other.status.flow} ${other.folder}` ? -1 : 1
  return { up: up.sort(byName), silent: answers.filter((answer) => 'why' in answer), swept }
}

function runtimeFolders(): readonly string[] {
  const bases = process.platform === 'win32' ? [] : baseFolders().filter(isOwnFolder)
  return bases.flatMap((base) =>
    readdirSync(base)
      .filter((name) => NAME.test(name))
      .map((name) => join(base, name))
      .filter(isOwnFolder),
  )
}

async function askStatus(folder: string, signal: AbortSignal | undefined): Promise<FlowUp | SilentFlow> {
  const late = AbortSignal.timeout(STATUS_TIMEOUT)
  try {
    const answer = await ask(folder, { path: '/-/status', signal: signal ? AbortSignal.any([late, signal]) : late })
    return { folder, status: JSON.parse(answer) as AdminStatus }
  } catch {
    return { folder, why: late.aborted ? 'busy' : 'closed' }
  }
}

/** The name in that of a runtime folder: at most 20 bytes of the Flow's. */
export function nameInFolder(folder: string): string {
  return basename(folder).slice(0, -13)
}

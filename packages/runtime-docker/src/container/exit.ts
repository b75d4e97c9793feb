import { constants } from 'node:os'
import type { PeaExit } from '@peaflow/core'
import type { KillReason } from '../engine/kill-reason.ts'

/** How a container ended, as far as the Engine reports it. */
export interface ContainerEnd {
  /** The exit code; `undefined` if the connection to the Engine broke, or the Engine did not answer. */
  readonly status: number | undefined
  /** The name of the container, if it may still be there. */
  readonly left?: string | undefined
  /** The other machine that it ran on. */
  readonly machine?: string | null | undefined
  readonly killReason: KillReason
  /** The memory limit, in bytes; 0 and `undefined` mean that there is none. */
  readonly memory?: number | undefined
  readonly lastLines: readonly string[]
}

/** A shell, and `docker-init`, report death by signal n as exit code 128 + n. */
const SIGNAL_BASE = 128
const SIGNALS: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name]),
)

/** The exit of a Pea, derived from the end of its container. */
export function toPeaExit({ status, machine, left, killReason, memory, lastLines }: ContainerEnd): PeaExit {
  if (status === undefined) return { code: null, signal: null, reason: unknownStatusReason(machine, left), lastLines }
  const signal = SIGNALS.get(status - SIGNAL_BASE) ?? null
  // A Pea whose executor was killed for want of memory ends by itself, with an exit code.
  const outOfMemory = killReason === 'memory' && status !== 0 && (signal === null || signal === 'SIGKILL')
  const reason = signal === 'SIGKILL' || outOfMemory ? describeKill(killReason, memory) : undefined
  const code = signal === null ? status : null
  return { code, signal, ...(reason !== undefined && { reason }), ...(outOfMemory && { outOfMemory }), lastLines }
}

function unknownStatusReason(machine: string | null | undefined, left: string | undefined): string {
  const engine = machine ? `the Docker Engine on ${machine}` : 'the Docker Engine'
  if (left !== undefined) return `${engine} does not answer, so the container ${left} may still be there`
  return `the connection to ${engine} broke`
}

/** Says what was seen: an Engine that reports neither reason has not seen why. */
function describeKill(reason: KillReason, memory: number | undefined): string | undefined {
  const limit = memory ? `limit ${formatSize(memory)}` : undefined
  if (reason === 'request') return 'killed through the Docker Engine'
  if (reason === 'memory') return limit === undefined ? 'out of memory' : `out of memory (${limit})`
  return limit === undefined ? undefined : `for a reason that the Docker Engine does not know; memory ${limit}`
}

function formatSize(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB']
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1)
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`
}

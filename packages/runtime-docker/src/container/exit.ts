import { constants } from 'node:os'
import type { PeaExit } from '@peaflow/core'
import type { KillReason } from '../engine/kill-reason.ts'

/** How a container ended, as far as the Engine reports it. */
export interface ContainerEnd {
  /** The exit code; `undefined` if the Engine was restarted meanwhile or can no longer be reached. */
  readonly status: number | undefined
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
export function toPeaExit({ status, machine, killReason, memory, lastLines }: ContainerEnd): PeaExit {
  if (status === undefined) return { code: null, signal: null, reason: unknownStatusReason(machine), lastLines }
  const signal = SIGNALS.get(status - SIGNAL_BASE)
  if (signal === undefined) return { code: status, signal: null, lastLines }
  const reason = signal === 'SIGKILL' ? describeKill(killReason, memory) : undefined
  return { code: null, signal, ...(reason !== undefined && { reason }), lastLines }
}

function unknownStatusReason(machine: string | null | undefined): string {
  if (!machine) return 'the Docker Engine was restarted'
  return `the Docker Engine on ${machine} was restarted, or the network to it is cut`
}

function describeKill(reason: KillReason, memory: number | undefined): string | undefined {
  if (reason === 'request') return 'killed through the Docker Engine'
  if (reason === 'memory') return memory ? `out of memory (limit ${formatSize(memory)})` : 'out of memory'
  // In a container with a limit, running out of memory is the only kill that the Engine sometimes misses.
  return memory ? `most likely out of memory (limit ${formatSize(memory)})` : undefined
}

function formatSize(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB']
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1)
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`
}

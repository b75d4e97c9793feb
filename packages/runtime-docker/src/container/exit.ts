import { constants } from 'node:os'
import type { PeaExit } from '@peaflow/core'
import type { KilledBy } from '../engine/memory.ts'

/** How a container ended, as the Engine tells it. */
export interface ContainerEnd {
  /** Nothing if the Engine was restarted meanwhile, which forgets it, or cannot be reached any more. */
  readonly status: number | undefined
  /** The other machine that it ran on. */
  readonly machine?: string | null | undefined
  readonly killedBy: KilledBy
  /** Bytes; 0 or nothing is no limit. */
  readonly memory?: number | undefined
  readonly lastLines: readonly string[]
}

/** A shell, and `docker-init`, report a death by signal n as the exit code 128 + n. */
const SIGNAL_BASE = 128
const SIGNALS: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name]),
)

/** How a Pea ended, from how its container did. */
export function toPeaExit({ status, machine, killedBy, memory, lastLines }: ContainerEnd): PeaExit {
  if (status === undefined) return { code: null, signal: null, reason: whyUnknown(machine), lastLines }
  const signal = SIGNALS.get(status - SIGNAL_BASE)
  if (signal === undefined) return { code: status, signal: null, lastLines }
  const reason = signal === 'SIGKILL' ? reasonOf(killedBy, memory) : undefined
  return { code: null, signal, ...(reason !== undefined && { reason }), lastLines }
}

function whyUnknown(machine: string | null | undefined): string {
  if (!machine) return 'the Docker Engine was restarted'
  return `the Docker Engine on ${machine} was restarted, or the network to it is cut`
}

function reasonOf(killedBy: KilledBy, memory: number | undefined): string | undefined {
  if (killedBy === 'request') return 'killed through the Docker Engine'
  if (killedBy === 'memory') return memory ? `out of memory (limit ${formatSize(memory)})` : 'out of memory'
  // Of what a container with a limit is killed by, nothing else goes unreported by the Engine.
  return memory ? `most likely out of memory (limit ${formatSize(memory)})` : undefined
}

function formatSize(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB']
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1)
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`
}

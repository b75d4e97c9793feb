import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** The process ids of the running children of this process. */
export function children(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const [state, parent] = readIfThere(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? []
      return Number(parent) === process.pid && state !== 'Z'
    })
    .map(Number)
}

/** Whether SIGSTOP has stopped a process. */
export function isStopped(pid: number): boolean {
  return readIfThere(`/proc/${pid}/stat`).split(') ').at(-1)?.startsWith('T') === true
}

/** Megabytes that a process has in memory; 0 if it has ended. */
export function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readIfThere(`/proc/${pid}/status`))?.[1] ?? 0) / 1_024
}

/** An open door: a TCP port of this machine, or a Unix socket. */
export type Door = { readonly host: string; readonly port: number } | { readonly path: string }

/** Everything that these processes listen on. */
export function doorsOf(pids: readonly number[]): readonly Door[] {
  const own = new Set(pids.flatMap(socketsOf))
  const rows = (table: string) =>
    readIfThere(`/proc/net/${table}`)
      .split('\n')
      .map((row) => row.trim().split(/\s+/))
  const ports = [...rows('tcp'), ...rows('tcp6')]
    .filter((row) => row[3] === '0A' && own.has(row[9] ?? ''))
    .map((row) => ({ host: '127.0.0.1', port: Number.parseInt(row[1]?.split(':')[1] ?? '', 16) }))
  const paths = rows('unix')
    .filter((row) => row[3] === '00010000' && own.has(row[6] ?? '') && row[7] !== undefined)
    .map((row) => ({ path: (row[7] as string).replace(/^@/, '\0') }))
  return [...ports, ...paths]
}

/** The files below a folder, sockets included, without the folders. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
  )
}

function socketsOf(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(linkTarget(`${folder}/${fd}`))?.[1] ?? [])
  } catch {
    return [] // it ended meanwhile
  }
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return '' // closed meanwhile
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // it ended meanwhile
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { ip } from './ip.ts'
import { SWITCH } from './machine.ts'

/** The names and addresses that one network may use, and its switch. */
export interface Site {
  /** What all its names begin with. */
  readonly name: string
  /** The namespace of the switch, where no firewall of this machine sees what goes through it. */
  readonly hub: string
  /** The first three bytes of its addresses. */
  readonly net: string
  /** The first value of their last byte. */
  readonly first: number
}

/** Addresses of one network. */
const BLOCK = 16
const NETWORKS = 256 / BLOCK

let opened = 0

/** Takes the next site of this process: in 10.64.0.0/10, a /24 for each process and a /28 for each of its networks. */
export function openSite(): Site {
  sweep()
  const number = opened++ % NETWORKS
  const name = `${prefixOf(process.pid)}${number}`
  const net = `10.${64 + ((process.pid >> 8) % 64)}.${process.pid % 256}`
  const site = { name, hub: `${name}hub`, net, first: number * BLOCK }
  ip(`netns add ${site.hub}`)
  ip(`-n ${site.hub} link add ${SWITCH} up type bridge`)
  return site
}

/**
 * Ends what runs on the machines of a site and removes them.
 *
 * @throws Error with the programs that still ran.
 */
export function takeDown({ name }: Pick<Site, 'name'>): void {
  const running = namespaces(name).flatMap(pidsOn)
  const programs = running.map((pid) => `${pid} ${commandOf(pid)}`)
  for (const pid of running) endNow(pid)
  // The kernel clears a namespace in its own time; its links go now.
  if (existsSync(`/sys/class/net/${name}`)) ip(`link delete ${name}`)
  for (const namespace of namespaces(name)) ip(`netns delete ${namespace}`)
  if (programs.length > 0) throw new Error(`still running on machines:\n${programs.join('\n')}`)
}

/** The namespaces and links that networks of this process have left: none once they are closed. */
export function leftovers(): readonly string[] {
  const prefix = prefixOf(process.pid)
  return [...namespaces(prefix), ...readdirSync('/sys/class/net').filter((name) => name.startsWith(prefix))]
}

/** Removes the sites of processes that ended without doing so. */
function sweep(): void {
  const sites = new Set(namespaces('pf').flatMap((name) => /^pf(\d+)n\d+/.exec(name) ?? []))
  for (const site of sites) {
    const pid = /^pf(\d+)n/.exec(site)?.[1]
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) takeDownQuietly(site)
  }
}

function takeDownQuietly(name: string): void {
  try {
    takeDown({ name })
  } catch {
    // Another process sweeps as well, or something still ran there.
  }
}

function prefixOf(pid: number): string {
  return `pf${pid}n`
}

function namespaces(prefix: string): readonly string[] {
  const folder = '/run/netns'
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(prefix)) : []
}

function pidsOn(namespace: string): readonly number[] {
  return ip(`netns pids ${namespace}`).split('\n').filter(Boolean).map(Number)
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return '(it ended meanwhile)'
  }
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}

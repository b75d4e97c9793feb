import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { killIfThere } from '../kill.ts'
import { ip } from './ip.ts'
import { SWITCH } from './machine.ts'

/** The names and addresses that one network may use, and its switch. */
export interface Subnet {
  /** The prefix of all its names. */
  readonly name: string
  /** The namespace of the switch. No firewall of this machine sees what passes through it. */
  readonly switchNamespace: string
  /** The first three bytes of its addresses. */
  readonly net: string
  /** The first value of their last byte. */
  readonly first: number
}

/** Addresses of one network. */
const BLOCK = 16
const NETWORKS = 256 / BLOCK

let opened = 0

/** Opens the next subnet of this process: a /28 for each network, in a /24 of 10.64.0.0/10 for each process. */
export function openSubnet(): Subnet {
  sweep()
  const number = opened++ % NETWORKS
  const name = `${prefixOf(process.pid)}${number}`
  const net = `10.${64 + ((process.pid >> 8) % 64)}.${process.pid % 256}`
  const switchNamespace = `${name}switch`
  ip(`netns add ${switchNamespace}`)
  ip(`-n ${switchNamespace} link add ${SWITCH} up type bridge`)
  return { name, switchNamespace, net, first: number * BLOCK }
}

/**
 * Kills what runs on the machines of a subnet and removes them.
 *
 * @throws Error that names the programs that were still running.
 */
export function removeSubnet({ name }: Pick<Subnet, 'name'>): void {
  const running = namespaces(name).flatMap(pidsOn)
  const programs = running.map((pid) => `${pid} ${commandOf(pid)}`)
  for (const pid of running) killIfThere(pid, 'SIGKILL')
  // The kernel removes a namespace later; its links go now.
  if (existsSync(`/sys/class/net/${name}`)) ip(`link delete ${name}`)
  for (const namespace of namespaces(name)) ip(`netns delete ${namespace}`)
  if (programs.length > 0) throw new Error(`still running on machines:\n${programs.join('\n')}`)
}

/** The namespaces and links of networks of this process: none once all are closed. */
export function leftovers(): readonly string[] {
  const prefix = prefixOf(process.pid)
  return [...namespaces(prefix), ...readdirSync('/sys/class/net').filter((name) => name.startsWith(prefix))]
}

/** Removes the subnets of processes that ended without closing them. */
function sweep(): void {
  const subnets = new Set(namespaces('pf').flatMap((name) => /^pf(\d+)n\d+/.exec(name) ?? []))
  for (const subnet of subnets) {
    const pid = /^pf(\d+)n/.exec(subnet)?.[1]
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) removeQuietly(subnet)
  }
}

function removeQuietly(name: string): void {
  try {
    removeSubnet({ name })
  } catch {
    // Another process sweeps too, or something was still running there.
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
    return '(exited)'
  }
}

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { ip } from './ip.ts'

/** A network namespace that stands for a machine: it has its own addresses, ports and loopback, and shares the files. */
export interface Machine {
  /** The name of its namespace, as `ip netns exec` knows it. */
  readonly name: string
  /** The address at which the other machines, and this one, reach it. */
  readonly address: string
  /** Runs a program there: a direct child, whose pid is that of the program. */
  spawn(program: string, args: readonly string[], options?: SpawnOptions): ChildProcess
  /** Unplugs its cable: what is sent to and from it is lost silently. */
  cut(): void
  /** Plugs the cable in again. */
  heal(): void
}

/** The end of a machine's cable: a port of the switch, and the namespace of that switch. */
export interface Plug {
  readonly namespace: string
  readonly port: string
}

/** The name of the switch within its namespace. */
export const SWITCH = 'switch'

/** The handle of a machine that is set up already. */
export function toMachine(name: string, address: string, plug: Plug): Machine {
  return {
    name,
    address,
    spawn: (program, args, options = {}) =>
      spawn('nsenter', [`--net=/run/netns/${name}`, '--', program, ...args], options),
    ...cableOf(plug),
  }
}

/** The handle of a cable. Neither end is set down, since that removes the routes and programs would notice at once. */
export function cableOf({ namespace, port }: Plug): Pick<Machine, 'cut' | 'heal'> {
  return {
    cut: () => void ip(`-n ${namespace} link set ${port} nomaster`),
    heal: () => void ip(`-n ${namespace} link set ${port} master ${SWITCH}`),
  }
}

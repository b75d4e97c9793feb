import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { ip } from './ip.ts'

/** A network namespace that stands for a machine: addresses, ports and loopback of its own; files are everybody's. */
export interface Machine {
  /** The name of its namespace, as `ip netns exec` knows it. */
  readonly name: string
  /** What the other machines, and this one, reach it by. */
  readonly address: string
  /** Runs a program there: a direct child, whose pid is that of the program. */
  spawn(program: string, args: readonly string[], options?: SpawnOptions): ChildProcess
  /** Pulls its cable: what is sent to and from it is lost in silence, and nobody is told. */
  cut(): void
  /** Puts the cable back. */
  heal(): void
}

/** Where the cable of a machine ends: which port of the switch in which namespace. */
export interface Plug {
  readonly hub: string
  readonly port: string
}

/** The name of the switch within its namespace. */
export const SWITCH = 'switch'

/** A machine that is set up already. */
export function toMachine(name: string, address: string, plug: Plug): Machine {
  return {
    name,
    address,
    spawn: (program, args, options = {}) =>
      spawn('nsenter', [`--net=/run/netns/${name}`, '--', program, ...args], options),
    ...cableOf(plug),
  }
}

/** A cable; neither of its ends is put down, since that takes the routes along and programs would notice at once. */
export function cableOf({ hub, port }: Plug): Pick<Machine, 'cut' | 'heal'> {
  return {
    cut: () => void ip(`-n ${hub} link set ${port} nomaster`),
    heal: () => void ip(`-n ${hub} link set ${port} master ${SWITCH}`),
  }
}

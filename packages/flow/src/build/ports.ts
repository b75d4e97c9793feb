import { FlowError } from '@peaflow/core'

/** The first port that a plan assigns. */
export const FIRST_PORT = 20_000

/** The most ports that a plan assigns on one machine. */
export const MAX_PORTS = 45_000

/** One BIND end that needs a port. */
export interface PortNeed {
  /** Null is the machine of the Flow. */
  readonly machine: string | null
  readonly pea: string
  /** The name of this BIND end among those of its Pea; called only where ports are retained. */
  readonly socket: () => string
}

/** Assigns each BIND end a port that no other has on its machine. */
export type PortSource = (need: PortNeed) => number

/** Counts up on each machine, past the ports that are taken there. */
export function countingPorts(isTaken: (machine: string | null, port: number) => boolean): PortSource {
  const next = new Map<string | null, number>()
  return ({ machine }) => {
    let port = next.get(machine) ?? FIRST_PORT
    while (isTaken(machine, port)) port++
    if (port >= FIRST_PORT + MAX_PORTS) throw noPortLeft(machine)
    next.set(machine, port + 1)
    return port
  }
}

function noPortLeft(machine: string | null): FlowError {
  const where = machine === null ? 'this machine' : machine
  return new FlowError('ADDRESS_PORTS', `${where} would have to open more than ${MAX_PORTS} ports`, {
    hint: 'Spread the Pods over more machines, or use fewer replicas',
  })
}

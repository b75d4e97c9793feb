import { FlowError } from '@peaflow/core'

/** One port of one machine. */
export interface MachinePort {
  /** Null is the machine of the Flow. */
  readonly machine: string | null
  readonly port: number
}

/** The socket that opens a port. */
export interface PortOwner {
  readonly pea: string
  /** Its name among the sockets of its Pea. */
  readonly socket: string
}

/** The ports set by hand, each for one BIND end of its machine. */
export class TakenPorts {
  readonly #owners = new Map<string, PortOwner>()

  /**
   * Records the socket that opens a port.
   *
   * @throws FlowError `ADDRESS_PORT_TAKEN` if another BIND end of the machine has it.
   */
  add(port: MachinePort, owner: PortOwner): void {
    const key = `${port.machine ?? ''}:${port.port}`
    const other = this.#owners.get(key)
    if (other !== undefined && (other.pea !== owner.pea || other.socket !== owner.socket)) {
      throw portInUse(port, other.pea, owner.pea)
    }
    this.#owners.set(key, owner)
  }
}

function portInUse({ machine, port }: MachinePort, one: string, other: string): FlowError {
  const sockets = one === other ? `"${one}" twice` : `"${one}" and "${other}"`
  return new FlowError('ADDRESS_PORT_TAKEN', `port ${port} of ${machine ?? 'this machine'} is assigned to ${sockets}`, {
    hint: 'Set a different port_in or port_out for each; further edges and replicas count up from it',
  })
}

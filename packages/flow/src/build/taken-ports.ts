import { FlowError } from '@peaflow/core'

/** One port of one machine. */
export interface PortPlace {
  /** Null is the machine of the Flow. */
  readonly machine: string | null
  readonly port: number
}

/** Who opens a port. */
export interface PortOwner {
  readonly pea: string
  /** What tells it from the other sockets of its Pea. */
  readonly socket: string
}

/** The ports given by hand, each to one BIND end of its machine. */
export class TakenPorts {
  readonly #owners = new Map<string, PortOwner>()

  /**
   * Notes who opens a port.
   *
   * @throws FlowError `ADDRESS_PORT_TAKEN` if another BIND end of the machine has it.
   */
  add(place: PortPlace, owner: PortOwner): void {
    const key = `${place.machine ?? ''}:${place.port}`
    const other = this.#owners.get(key)
    if (other !== undefined && (other.pea !== owner.pea || other.socket !== owner.socket)) {
      throw portTaken(place, other.pea, owner.pea)
    }
    this.#owners.set(key, owner)
  }
}

function portTaken({ machine, port }: PortPlace, one: string, other: string): FlowError {
  const who = one === other ? `"${one}" twice` : `"${one}" and "${other}"`
  return new FlowError('ADDRESS_PORT_TAKEN', `port ${port} of ${machine ?? 'this machine'} is given to ${who}`, {
    hint: 'Give each another port_in or port_out; those of further edges and replicas count up from it',
  })
}
